// Uploaded pictures lie in several widths; small places show the smallest.

/** The address of the smallest file of a picture; an address elsewhere stays as it is. */
export function thumbnail(address) {
  return address?.replace(/^(\/storage\/pictures\/[0-9a-f-]+\/)\d+\.(webp|jpg)$/, "$1320.webp") ?? null;
}
