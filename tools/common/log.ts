/** Tells on stderr how far a tool has come, which is none of its answer. */
export const log = (text: string): void => void process.stderr.write(`${text}\n`);
