/**
 * A stream of the caller, read by the worker. Safari transfers no streams, so the worker asks for each part.
 */
import { expose, transfer, wrap } from 'comlink';

/** What the page keeps of a stream. */
interface Source {
  /** The next part; undefined at the end. */
  next(): Promise<unknown>;
  cancel(reason: string): Promise<void>;
}

/** The way to a stream; undefined for one that other code reads. */
export interface CrossedStream {
  readonly port: MessagePort | undefined;
}

/** Takes the stream, which is locked from now on. */
export function handedOver(stream: ReadableStream<Uint8Array>): CrossedStream {
  if (stream.locked) return { port: undefined };
  const reader = stream.getReader();
  const source: Source = {
    next: async () => {
      const { value } = await reader.read();
      if (!ArrayBuffer.isView(value)) return value;
      const part = value.slice(); // its buffer may be the caller's
      return transfer(part, [part.buffer]);
    },
    cancel: (reason) => reader.cancel(reason),
  };
  const { port1, port2 } = new MessageChannel();
  expose(source, port1);
  return { port: port2 };
}

/** The stream on the worker's side. */
export function takenOver({ port }: CrossedStream): ReadableStream<Uint8Array> {
  if (!port) {
    const locked = new ReadableStream<Uint8Array>();
    locked.getReader();
    return locked;
  }
  const source = wrap<Source>(port);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const part = await source.next();
        if (part === undefined) controller.close();
        else controller.enqueue(part as Uint8Array);
      },
      cancel: (reason) => source.cancel(String(reason)),
    },
    { highWaterMark: 0 },
  );
}
