// The scan of a page looked at closely: moved, enlarged, turned, beside its neighbour, on the full screen. The sheet with
// its words and marks is the one that the page came with, made larger; what its image has not, tiles of our own IIIF
// image service lay over it. It scrolls as everything scrolls, so that keys, fingers and wheels need no code of ours.

import { keysAreOff } from "./help.js";

const STEPS = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.5, 2, 3, 4, 6, 8, 12];
const IN_ADDRESS = [200, 150, 100]; // per cent that an address can name
const LARGEST = 2; // pixels of the screen for one of the scan
const LARGE = 1800; // pixels across of the large page image
const MOST_TILES = 48; // that are kept of a page, seen or not
const SETTLE = 120; // milliseconds without a movement, after which tiles are asked for
const RETRY = 2000; // milliseconds after which a tile is asked for again that was being drawn
const RETRIES = 8;
const STRIDE = 90; // pixels that an arrow moves
const ROOT = document.documentElement;
const TYPED = "input, textarea, select, [contenteditable]";

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** One page on the stage: its sheet, and the tiles that lie between its image and its words. */
class Leaf {
  constructor(sheet, told) {
    this.sheet = sheet;
    this.told = told;
    this.image = sheet.querySelector("img:not(.placeholder)");
    this.image.loading = "eager";
    this.place = document.createElement("div");
    this.place.className = "zoom-leaf";
    this.tiles = document.createElement("div");
    this.tiles.className = "zoom-tiles";
    this.tiles.setAttribute("aria-hidden", "true");
    this.shown = new Map();
    this.place.append(sheet);
    sheet.querySelector("picture").after(this.tiles);
  }

  /** Height by width of the page as it stands upright. */
  get shape() {
    const { naturalWidth, naturalHeight } = this.image;
    if (naturalWidth) return naturalHeight / naturalWidth;
    return this.image.getAttribute("height") / this.image.getAttribute("width") || 1.4;
  }

  shapeTurned(turn) {
    return turn % 2 ? 1 / this.shape : this.shape;
  }

  layOut(width, turn) {
    const high = Math.round(width * this.shapeTurned(turn));
    const [wide, tall] = turn % 2 ? [high, width] : [width, high];
    Object.assign(this.place.style, { width: `${width}px`, height: `${high}px` });
    const moved = ["none", `translate(${width}px)`, `translate(${width}px,${high}px)`, `translate(0,${high}px)`];
    const transform = turn ? `${moved[turn]} rotate(${90 * turn}deg)` : "none";
    Object.assign(this.sheet.style, { width: `${wide}px`, height: `${tall}px`, transform });
    this.wide = wide;
    this.turn = turn;
    const sizes = `${Math.min(wide, LARGE)}px`;
    if (this.image.sizes !== sizes) this.image.sizes = sizes; // given again, it would be loaded again
    for (const tile of this.shown.values()) this.put(tile);
  }

  /** Whole pixels from edge to edge: no seams. */
  put(tile) {
    const { x, y, width, height } = tile.box;
    const [left, top, right, bottom] = [x, y, x + width, y + height].map((edge) =>
      Math.round((edge * this.wide) / this.info.width),
    );
    Object.assign(tile.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${right - left}px`,
      height: `${bottom - top}px`,
    });
  }

  async measure() {
    const { service, version } = this.told;
    if (!service) return;
    const answer = await fetch(`${service}/info.json?v=${version}`);
    if (answer.ok) return answer.json();
    this.asked = answer.status === 503 ? undefined : this.asked; // busy: asked again at the next movement
  }

  /** Ask for the tiles that the window sees, where it shows more pixels than the large image has. */
  async sharpen(window) {
    const needed = this.wide * devicePixelRatio;
    if (needed <= LARGE * 1.05) return;
    this.info = await (this.asked ??= this.measure());
    if (!this.info || this.info.width <= LARGE) return;
    const { width, height, tiles } = this.info;
    const side = tiles[0].width;
    const factor = Math.max(1, ...tiles[0].scaleFactors.filter((each) => width / each >= needed));
    const seen = this.seenThrough(window);
    if (!seen) return;
    const step = side * factor;
    const wanted = [];
    for (let y = Math.floor((seen.top * height) / step) * step; y < seen.bottom * height; y += step)
      for (let x = Math.floor((seen.left * width) / step) * step; x < seen.right * width; x += step)
        wanted.push({ x, y, factor, width: Math.min(step, width - x), height: Math.min(step, height - y) });
    // The first draws the page on the server, where nobody has looked at it so closely yet.
    for (const box of this.isDrawn ? wanted : wanted.slice(0, 1)) this.ask(box, window);
    this.drop(factor, new Set(wanted.map(nameOf)));
  }

  /** The part of the page that stands in the window, in shares of it. */
  seenThrough(window) {
    const place = this.place.getBoundingClientRect();
    const share = (edge, start, length) => clamp((edge - start) / length, 0, 1);
    let left = share(window.left, place.left, place.width);
    let right = share(window.right, place.left, place.width);
    let top = share(window.top, place.top, place.height);
    let bottom = share(window.bottom, place.top, place.height);
    if (left >= right || top >= bottom) return;
    for (let turn = this.turn; turn; turn -= 1) [left, right, top, bottom] = [top, bottom, 1 - right, 1 - left];
    return { left, right, top, bottom };
  }

  ask(box, window, tries = 0) {
    const name = nameOf(box);
    if (this.shown.has(name)) return;
    const tile = new Image();
    tile.alt = "";
    tile.draggable = false;
    tile.box = box;
    this.shown.set(name, tile);
    tile.onload = () => {
      tile.isLoaded = true;
      if (this.isDrawn) return this.drop();
      this.isDrawn = true;
      this.sharpen(window);
    };
    tile.onerror = () => {
      tile.remove();
      if (tries >= RETRIES) return;
      setTimeout(() => {
        if (this.shown.get(name) !== tile) return;
        this.shown.delete(name);
        this.ask(box, window, tries + 1);
      }, RETRY);
    };
    const size = `${Math.ceil(box.width / box.factor)},${Math.ceil(box.height / box.factor)}`;
    const part = [box.x, box.y, box.width, box.height].join();
    tile.src = `${this.told.service}/${part}/${size}/0/default.webp?v=${this.told.version}`;
    this.put(tile);
    this.tiles.append(tile);
  }

  /** Tiles of other levels go once those of this one are there; the oldest that are not seen, when there are many. */
  drop(factor = this.factor, wanted = this.wanted) {
    Object.assign(this, { factor, wanted });
    const isWhole = [...wanted].every((name) => this.shown.get(name)?.isLoaded);
    for (const [name, tile] of this.shown) {
      if (wanted.has(name)) continue;
      if ((isWhole && tile.box.factor !== factor) || this.shown.size > MOST_TILES) {
        tile.remove();
        this.shown.delete(name);
      }
    }
  }
}

const nameOf = ({ x, y, factor }) => `${factor}/${x}/${y}`;

class Viewer {
  constructor(scan, tools) {
    this.scan = scan;
    this.told = tools.dataset;
    this.column = scan.parentElement;
    this.stage = document.createElement("div");
    this.stage.className = "zoom-stage";
    this.leaves = [new Leaf(scan.querySelector(".sheet"), this.told)];
    this.zoom = 1;
    this.turn = 0;
    this.moves = true;
    this.here = location.href;
    this.ways = { prev: wayOf(document, "prev"), next: wayOf(document, "next") };
    this.bar = tools.content.cloneNode(true).querySelector(".zoom-bar");
    this.strip = tools.content.cloneNode(true).querySelector(".zoom-strip");
    this.part = (name) => this.bar.querySelector(`[data-does=${name}]`);
    this.percent = this.bar.querySelector("output");
    this.stage.append(this.leaves[0].place);
    scan.append(this.stage);
    scan.before(this.bar, this.strip);
    this.column.classList.add("is-zooming");
    this.attributes = { tabindex: "0", role: "region", "aria-label": this.told.region };
    for (const [name, value] of Object.entries(this.attributes)) scan.setAttribute(name, value);
    this.listen();
    this.fillStrip();
  }

  listen() {
    const does = {
      smaller: () => this.step(-1),
      larger: () => this.step(1),
      width: () => this.zoomTo(1),
      page: () => this.zoomTo(this.fitting),
      turn: () => this.turnBy(1),
      spread: () => this.setSpread(!this.spread),
      pages: () => this.setStrip(this.strip.hidden),
      move: () => this.setMoves(!this.moves),
      full: () => this.setFull(),
      prev: () => this.go(this.ways.prev),
      next: () => this.go(this.ways.next),
      close: () => this.close(),
    };
    this.bar.addEventListener("click", (event) => does[event.target.closest("[data-does]")?.dataset.does]?.());
    this.scan.addEventListener("scroll", () => this.settle(), { passive: true });
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey, true);
    this.onFull = () => this.fullChanged();
    document.addEventListener("fullscreenchange", this.onFull);
    this.observer = new ResizeObserver(() => this.layOut());
    this.observer.observe(this.scan);
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
      this.scan.addEventListener(kind, (event) => this.drag(event));
    for (const leaf of this.leaves) leaf.image.addEventListener("load", () => this.layOut());
    this.part("full").hidden = !document.fullscreenEnabled;
    this.part("spread").hidden = !this.ways.prev && !this.ways.next;
    this.setMoves(true);
  }

  // ---------------------------------------------------------------- size
  get base() {
    return this.scan.clientWidth / this.leaves.length;
  }

  /** The size at which the whole page stands in the window. */
  get fitting() {
    const tallest = Math.max(...this.leaves.map((leaf) => leaf.shapeTurned(this.turn)));
    return Math.min(1, this.scan.clientHeight / (this.base * tallest));
  }

  get most() {
    const pixels = this.leaves[0].info?.width ?? 4 * LARGE;
    return Math.max(4, (LARGEST * pixels) / devicePixelRatio / this.base);
  }

  step(way) {
    const next = way > 0 ? STEPS.find((each) => each > this.zoom * 1.01) : STEPS.findLast((each) => each < this.zoom * 0.99);
    this.zoomTo(next ?? this.zoom);
  }

  /** Around the current match where it is in sight, else around the middle of the window. */
  zoomTo(zoom) {
    const { left, top, right, bottom } = this.scan.getBoundingClientRect();
    const now = this.scan.querySelector(".box.now")?.getBoundingClientRect();
    const isSeen = now && now.left < right && now.right > left && now.top < bottom && now.bottom > top;
    const around = isSeen ? now : { left, top, right, bottom };
    this.zoomBy(zoom / this.zoom, (around.left + around.right) / 2, (around.top + around.bottom) / 2);
  }

  /** Larger by this factor around a point of the window, which then moves on with the fingers. */
  zoomBy(factor, x, y, byX = 0, byY = 0) {
    const before = this.stage.getBoundingClientRect();
    const [shareX, shareY] = [(x - byX - before.left) / before.width, (y - byY - before.top) / before.height];
    this.zoom = clamp(this.zoom * factor, Math.min(this.fitting, 0.25), this.most);
    this.layOut();
    const after = this.stage.getBoundingClientRect();
    this.scan.scrollLeft += after.left + shareX * after.width - x;
    this.scan.scrollTop += after.top + shareY * after.height - y;
    this.tell();
  }

  toggleAt(x, y) {
    this.zoomBy((this.zoom > 1.5 ? 1 : 2.5) / this.zoom, x, y);
  }

  turnBy(quarters) {
    this.turn = (this.turn + quarters) % 4;
    this.layOut();
    this.tell();
  }

  /** Below what stays at the top of the page, and above what stays at its foot. */
  makeRoom() {
    const held = [...document.querySelectorAll(".reader-steps, .reader-tabs, .reader-walk")].map((each) => {
      const { position, bottom } = getComputedStyle(each);
      return [position === "sticky" ? each.offsetHeight : 0, position === "fixed" && bottom === "0px" ? each.offsetHeight : 0];
    });
    const [above, below] = [0, 1].map((side) => Math.max(0, ...held.map((each) => each[side])));
    ROOT.style.setProperty("--zoom-above", `${above}px`);
    ROOT.style.setProperty("--zoom-below", `${below}px`);
  }

  layOut() {
    if (this.isClosed) return;
    this.makeRoom();
    const width = Math.max(40, Math.floor(this.base * this.zoom));
    for (const leaf of this.leaves) leaf.layOut(width, this.turn);
    this.settle();
  }

  settle() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const window = this.scan.getBoundingClientRect();
      for (const leaf of this.leaves) leaf.sharpen(window);
    }, SETTLE);
  }

  /** Show how large it is, and keep it for the next page and in the address. */
  tell() {
    const percent = Math.round(100 * this.zoom);
    this.percent.textContent = `${percent} %`;
    for (const link of document.querySelectorAll(".reader-zoom a")) {
      const named = new URL(link.href).searchParams.get("zoom") ?? "100";
      if (named === `${percent}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const address = new URL(location);
    const named = IN_ADDRESS.find((each) => each <= percent) ?? 100;
    if (named === 100) address.searchParams.delete("zoom");
    else address.searchParams.set("zoom", named);
    if (address.href !== location.href) history.replaceState(history.state, "", address);
    this.keep();
  }

  keep() {
    const { zoom, turn, spread, moves } = this;
    const { scrollLeft: left, scrollTop: top } = this.scan;
    const kept = { document: this.told.document, zoom, turn, spread, moves, left, top, strip: !this.strip.hidden };
    try {
      if (this.isClosed) sessionStorage.removeItem("zoom");
      else sessionStorage.setItem("zoom", JSON.stringify(kept));
    } catch {
      // storage is forbidden here: the next page opens as its address says
    }
  }

  // ---------------------------------------------------------------- movement
  setMoves(moves) {
    this.moves = moves;
    this.part("move").setAttribute("aria-pressed", moves);
    this.scan.classList.toggle("is-moved", moves);
    this.keep();
  }

  drag(event) {
    if (event.pointerType === "touch" || !this.moves) return;
    if (event.type === "pointerdown") {
      if (event.button || event.offsetX > this.scan.clientWidth + this.scan.scrollLeft + 1) return;
      this.held = { x: event.clientX, y: event.clientY };
      this.scan.setPointerCapture(event.pointerId);
      event.preventDefault();
      this.scan.focus({ preventScroll: true });
    } else if (event.type === "pointermove" && this.held) {
      this.scan.scrollLeft -= event.clientX - this.held.x;
      this.scan.scrollTop -= event.clientY - this.held.y;
      this.held = { x: event.clientX, y: event.clientY };
    } else if (event.type !== "pointermove") this.held = undefined;
    this.scan.classList.toggle("is-held", Boolean(this.held));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey * (event.key.length > 1)) return;
    if (document.querySelector("dialog[open]") || event.target.closest(TYPED)) return;
    const isSize = { "+": 1, "=": 1, "-": -1, 0: 0 }[event.key];
    if (isSize !== undefined) {
      if (keysAreOff()) return;
      if (isSize) this.step(isSize);
      else this.zoomTo(1);
    } else if (!this.arrow(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Whether an arrow moved the scan: one that cannot move it leads to the next page, as elsewhere. */
  arrow({ key, target }) {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
    if ((!x && !y) || this.bar.contains(target) || this.strip.contains(target)) return false;
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = this.scan;
    const isMovable = x ? scrollWidth > clientWidth + 1 : scrollHeight > clientHeight + 1;
    if (isMovable) this.scan.scrollBy(x * STRIDE, y * STRIDE);
    else if (x && document.fullscreenElement) this.go(x < 0 ? this.ways.prev : this.ways.next);
    return isMovable || Boolean(x && document.fullscreenElement);
  }

  // ---------------------------------------------------------------- other pages
  /** The page before or behind, which stands opposite: even numbers come first, in the direction of the writing. */
  async setSpread(spread) {
    this.spread = spread;
    this.part("spread").setAttribute("aria-pressed", Boolean(spread));
    const [own] = this.leaves.filter((leaf) => leaf.isOwn ?? true);
    this.leaves = [own];
    if (spread) {
      const isFirst = own.told.number % 2 === 0;
      const other = await this.fetchPage(isFirst ? this.ways.next : this.ways.prev);
      if (other && this.spread) {
        other.leaf.isOwn = false;
        const isLeft = isFirst !== ("leftward" in own.told);
        this.leaves = isLeft ? [own, other.leaf] : [other.leaf, own];
      }
    }
    this.stage.replaceChildren(...this.leaves.map((leaf) => leaf.place));
    this.layOut();
    this.tell();
  }

  /** Another page of the article, as its own address shows it. */
  async fetchPage(href) {
    if (!href) return;
    const address = new URL(href);
    address.searchParams.set("view", "image");
    const answer = await fetch(address);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [sheet, tools] = [page.querySelector(".sheet"), page.getElementById("zoom-tools")];
    if (!sheet || !tools) return;
    for (const each of sheet.querySelectorAll("[id]")) each.removeAttribute("id");
    for (const each of sheet.querySelectorAll(".box.now")) each.classList.remove("now");
    const leaf = new Leaf(document.adoptNode(sheet), { ...tools.dataset });
    leaf.image.addEventListener("load", () => this.layOut());
    return { leaf, page };
  }

  /** To another page: on the full screen in place, else as its link does. */
  async go(href) {
    if (!href) return;
    if (!document.fullscreenElement) return location.assign(href);
    const found = await this.fetchPage(href);
    if (!found) return;
    this.here = href;
    this.ways = { prev: wayOf(found.page, "prev"), next: wayOf(found.page, "next") };
    this.leaves = [found.leaf];
    this.scan.scrollTo(0, 0);
    this.showWays();
    this.setSpread(this.spread);
  }

  showWays() {
    const isFull = Boolean(document.fullscreenElement);
    for (const way of ["prev", "next"]) this.part(way).hidden = !isFull || !this.ways[way];
  }

  /** Small pictures of the pages to which the reader's own strip leads. */
  fillStrip() {
    const links = document.querySelectorAll(".strip a");
    this.part("pages").hidden = links.length < 2;
    for (const link of links) {
      const { pathname } = new URL(link.href);
      const way = document.createElement("a");
      const picture = new Image();
      picture.src = `${pathname.replace(/^\/d\/[^/]+/, this.told.document)}image-160.webp`;
      picture.alt = "";
      picture.loading = "lazy";
      picture.onerror = () => picture.remove();
      way.href = link.href;
      if (link.ariaCurrent) way.ariaCurrent = link.ariaCurrent;
      way.append(picture, link.querySelector(".folio").textContent);
      const item = document.createElement("li");
      item.append(way);
      this.strip.querySelector("ol").append(item);
    }
    this.strip.addEventListener("click", (event) => {
      const way = event.target.closest("a");
      if (!way || !document.fullscreenElement) return;
      event.preventDefault();
      this.go(way.href);
      for (const each of this.strip.querySelectorAll("a")) each.ariaCurrent = each === way ? "page" : null;
    });
  }

  setStrip(isOpen) {
    this.strip.hidden = !isOpen;
    this.part("pages").setAttribute("aria-expanded", isOpen);
    const current = this.strip.querySelector("[aria-current]");
    if (isOpen && current) current.closest("ol").scrollLeft = current.offsetLeft - this.strip.clientWidth / 2;
    this.keep();
  }

  // ---------------------------------------------------------------- full screen, and the end
  setFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.column.requestFullscreen();
  }

  fullChanged() {
    this.part("full").setAttribute("aria-pressed", Boolean(document.fullscreenElement));
    this.showWays();
    this.keep();
    if (!document.fullscreenElement && this.here !== location.href && this.leaves.every((leaf) => leaf.told !== this.told))
      location.assign(this.here);
  }

  /** What was open on the page before. */
  async restore({ zoom, turn, spread, moves, left, top, strip }) {
    this.turn = turn;
    this.setMoves(moves);
    this.setStrip(strip);
    if (spread) await this.setSpread(true);
    this.zoomTo(zoom);
    if (!this.seek()) this.scan.scrollTo(left, top);
  }

  /** At the current match, else at the top. */
  begin(zoom) {
    this.zoomTo(zoom);
    if (!this.seek()) this.scan.scrollTop = 0;
  }

  /** Bring the current match to the middle of the window; whether there is one. */
  seek() {
    const now = this.scan.querySelector(".box.now")?.getBoundingClientRect();
    if (!now) return false;
    const { left, top, width, height } = this.scan.getBoundingClientRect();
    this.scan.scrollLeft += now.left + now.width / 2 - left - width / 2;
    this.scan.scrollTop += now.top + now.height / 2 - top - height / 2;
    return true;
  }

  /** Have the window whole on the screen. */
  show() {
    const { top, bottom } = this.column.getBoundingClientRect();
    if (bottom > innerHeight || top < 0) scrollBy(0, top - parseFloat(getComputedStyle(this.column).top));
  }

  close() {
    const [own] = this.leaves.filter((leaf) => leaf.told === this.told);
    const hadFocus = this.column.contains(document.activeElement);
    if (document.fullscreenElement) document.exitFullscreen();
    if (!own) return location.assign(this.here);
    this.zoom = 1;
    this.turn = 0;
    this.tell();
    this.isClosed = true;
    this.keep();
    own.tiles.remove();
    own.sheet.removeAttribute("style");
    this.scan.append(own.sheet);
    for (const each of [this.stage, this.bar, this.strip]) each.remove();
    for (const name of Object.keys(this.attributes)) this.scan.removeAttribute(name);
    this.scan.classList.remove("is-moved", "is-held");
    this.column.classList.remove("is-zooming");
    for (const side of ["above", "below"]) ROOT.style.removeProperty(`--zoom-${side}`);
    this.observer.disconnect();
    document.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("fullscreenchange", this.onFull);
    if (hadFocus) document.querySelector(".reader-zoom [aria-current]")?.focus({ preventScroll: true });
  }
}

function wayOf(page, rel) {
  return page.querySelector(`link[rel=${rel}]`)?.href;
}

function loadSheet(href) {
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  const loaded = new Promise((resolve) => (link.onload = link.onerror = resolve));
  document.head.append(link);
  return loaded;
}

/** The viewer around the scan; `kept` is how it was left on another page. */
export async function open(scan, tools, kept) {
  await loadSheet(tools.dataset.sheet);
  const zoom = scan.className.match(/\bzoom-(\d+)/)?.[1] ?? 100;
  scan.classList.remove(`zoom-${zoom}`);
  const viewer = new Viewer(scan, tools);
  viewer.layOut();
  viewer.show();
  if (kept) await viewer.restore(kept);
  else viewer.begin(zoom / 100);
  return viewer;
}
