// Letters and digits alone, without case and accents, as archive/reading/passages.py folds them.

export function foldPassage(text) {
  return text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "");
}
