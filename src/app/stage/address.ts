/**
 * Addresses of pictures, as people type, paste and drop them.
 */

/** The address in a drop or a paste without files, if it seems to be one. */
export function addressIn(transfer: DataTransfer): string | undefined {
  const listed = transfer.getData('text/uri-list').split(/\r?\n/);
  const text = transfer.getData('text/plain').trim();
  const address = listed.find((line) => line !== '' && !line.startsWith('#')) ?? (text || pictureIn(transfer));
  return /^(data:image\/|[a-z][a-z0-9+.-]*:\S+$)/i.test(address) ? address : undefined;
}

/** That of the picture in a part of a page that is nothing else. */
const pictureIn = (transfer: DataTransfer): string =>
  /<img\b[^>]*? src="([^"]+)/i.exec(transfer.getData('text/html'))?.[1]?.replaceAll('&amp;', '&') ?? '';

/** An address as a URL, if it is one. */
export function urlOf(address: string): URL | undefined {
  try {
    return new URL(address.trim());
  } catch {
    return undefined;
  }
}
