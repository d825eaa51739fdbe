/** Bytes as megabytes of a million, with one digit behind the point. */
export const mega = (bytes: number): string => (bytes / 1e6).toFixed(1);
