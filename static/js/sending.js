// Files on their way to the server: two at a time, each first asked for by its checksum, so that one which
// is held already is not sent again. What is no fault of a file (a lost connection, a full disk, a session
// that ended) halts all of them and loses none: they wait in their order and go on from there.

const AT_ONCE = 2;
// Ms without a byte sent or an answer: the connection is dead.
const SILENT = 60000;
// Seconds until a lost connection is tried again.
const AGAIN = [3, 10, 30, 60];
// Bytes: a checksum needs the whole file in memory.
const MAX_HASHED = 64 * 1048576;
// After so many, the file is left aside.
const FAULTS_OF_SERVER = 3;

// What keeps a file from being sent: it alone, or all of them (`halts`), or all for a while (`passes`).
export function trouble(text, halts, passes) {
  return Object.assign(new Error(text), { halts, passes });
}

// `open()` promises the address for files. `told` hears what becomes of each item ({file, …}): waits(item),
// sends(item, part of 1), kept(item, row), refused(item, text); and of all: halted(text, seconds), goesOn().
export function makeSender(open, words, told) {
  const under = new Set();
  let waiting = [];
  let halted = true;
  let timer = 0;
  let lost = 0;

  function next() {
    while (!halted && under.size < AT_ONCE && waiting.length) take(waiting.shift());
  }

  function goOn() {
    clearTimeout(timer);
    halted = false;
    told.goesOn();
    next();
  }

  function halt(text, seconds = 0) {
    halted = true;
    clearTimeout(timer);
    timer = seconds && setTimeout(goOn, seconds * 1000);
    told.halted(text, seconds);
  }

  async function take(item) {
    under.add(item);
    try {
      const row = await send(item);
      lost = 0;
      under.delete(item);
      told.kept(item, row);
    } catch (error) {
      under.delete(item);
      if (!item.isCancelled) meet(item, error);
    }
    next();
  }

  function meet(item, { message, halts, passes }) {
    if (!halts) return told.refused(item, message);
    waiting.unshift(item);
    told.waits(item);
    if (!halted) halt(message, passes && AGAIN[Math.min(lost++, AGAIN.length - 1)]);
  }

  async function send(item) {
    const { file } = item;
    const place = await open();
    told.sends(item, 0);
    const sha256 = await checksum(file);
    const held = sha256 ? await ask(item, place, { sha256, name: file.name }) : [];
    return held[0] ?? (await ask(item, place, { files: file }))[0];
  }

  async function ask(item, place, fields) {
    if (item.isCancelled) throw trouble();
    const { status, responseURL, responseText } = await post(item, place, fields);
    let answer = {};
    try {
      answer = JSON.parse(responseText);
    } catch {
      // not ours: a proxy's page, the page to sign in, or none
    }
    if (answer.rows) return answer.rows;
    if (responseURL.includes("/sign-in/") || status === 403) throw trouble(words.signedOut, true);
    if (answer.error) throw trouble(answer.error, [503, 507].includes(status), status === 503);
    if (status === 413) throw trouble(words.tooLarge);
    if (status >= 500) item.faults = (item.faults ?? 0) + 1;
    if (item.faults >= FAULTS_OF_SERVER) throw trouble(words.fault);
    throw trouble(words.failed, true, true);
  }

  // The request of a form of these fields, once it has ended, however it did.
  function post(item, place, fields) {
    const request = new XMLHttpRequest();
    const body = new FormData();
    item.request = request;
    body.append("csrfmiddlewaretoken", token());
    for (const name in fields) body.append(name, fields[name]);
    return new Promise((done) => {
      let silence;
      const hear = (event) => {
        clearTimeout(silence);
        silence = setTimeout(() => request.abort(), SILENT);
        if (fields.files && event) told.sends(item, event.loaded / event.total);
      };
      request.upload.onprogress = hear;
      request.onloadend = () => {
        clearTimeout(silence);
        done(request);
      };
      request.open("POST", place);
      request.setRequestHeader("Accept", "application/json");
      hear();
      request.send(body);
    });
  }

  addEventListener("online", () => timer && goOn());
  return {
    goOn,
    halt,
    add(item) {
      waiting.push(item);
      told.waits(item);
      next();
    },
    cancel(item) {
      item.isCancelled = true;
      item.request?.abort();
      waiting = waiting.filter((each) => each !== item);
    },
    get unsent() {
      return waiting.length + under.size;
    },
    get isHalted() {
      return halted;
    },
  };
}

// The cookie's: signing in again in another window changes it.
export function token() {
  const found = document.cookie.match(/csrftoken=([^;]+)/);
  return found ? found[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

// In hexadecimal; "" for large files and where the browser has no subtle cryptography (plain http).
async function checksum(file) {
  if (!file.size || file.size > MAX_HASHED || !window.crypto.subtle) return "";
  try {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    // It cannot be read just now: sending it will tell.
    return "";
  }
}
