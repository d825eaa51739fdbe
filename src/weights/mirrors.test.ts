/** A file that one address does not give comes from the next. */
import { afterEach, expect, test, vi } from 'vitest';
import { WeightsError } from '../core/errors';
import { virtualClock } from '../testing/loading/virtualClock';
import { readFirst } from './mirrors';

const [HUB, ...MIRRORS] = ['https://hub.org/w.pth', 'https://one.org/w.pth', 'https://two.org/w.pth'] as const;

afterEach(() => void vi.unstubAllGlobals());

/** Servers by their host; one that is not there fails as browsers say it. Gives the hosts that were asked, in order. */
function serve(hosts: Readonly<Record<string, () => Response>>): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    const { host } = new URL(address);
    asked.push(host);
    const answer = hosts[host];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('Failed to fetch'));
  });
  return asked;
}

const file = (): Response => new Response('weights');
const gone = (): Response => new Response('', { status: 404, statusText: 'Not Found' });

const brokenOff = (): Response =>
  new Response(
    new ReadableStream({
      pull: (controller) => controller.error(new Error('reset')),
    }),
  );

test.each([
  ['the hub gives it', { 'hub.org': file, 'one.org': file }, ['hub.org']],
  ['nobody is at the hub', { 'one.org': file, 'two.org': file }, ['hub.org', 'hub.org', 'hub.org', 'one.org']],
  [
    'the hub has it no more',
    { 'hub.org': gone, 'two.org': file },
    ['hub.org', 'one.org', 'one.org', 'one.org', 'two.org'],
  ],
  [
    'the hub breaks off each time',
    { 'hub.org': brokenOff, 'one.org': file },
    [...Array<string>(5).fill('hub.org'), 'one.org'],
  ],
])('%s', async (_, hosts, expected) => {
  const asked = serve(hosts);
  const { file: read } = await readFirst(HUB, MIRRORS, { clock: virtualClock() });
  expect(new TextDecoder().decode(await read.read(0, read.size))).toBe('weights');
  expect(asked).toEqual(expected);
});

test('where no address gives it, the error is the first one, with its advice, and names the others', async () => {
  serve({ 'hub.org': gone });
  const reading = readFirst(HUB, MIRRORS, { advice: 'do this', clock: virtualClock() });
  await expect(reading).rejects.toThrow(WeightsError);
  await expect(reading).rejects.toMatchObject({
    code: 'unreachable',
    message: `the weights file at ${HUB} was refused by the server (404 Not Found); do this (${MIRRORS.join(' and ')} did not give it either)`,
  });
});

test('wrong bytes are refused at once, and so is a file that a mirror changed', async () => {
  const sha256 = '0123abcd';
  const asked = serve({ 'hub.org': file, 'one.org': file });
  const wrong = /has the SHA-256 [0-9a-f]{64}, expected one that begins with 0123abcd; it is damaged or another file/;
  await expect(readFirst(HUB, MIRRORS, { sha256, clock: virtualClock() })).rejects.toThrow(wrong);
  expect(asked).toEqual(['hub.org']);
  serve({ 'one.org': file, 'two.org': file });
  await expect(readFirst(HUB, MIRRORS, { sha256, clock: virtualClock() })).rejects.toThrow(wrong);
});

test('the first digits of the SHA-256 prove a file', async () => {
  serve({ 'hub.org': file });
  const { sha256 } = await readFirst(HUB, [], {});
  expect((await readFirst(HUB, [], { sha256: sha256.slice(0, 8) })).sha256).toBe(sha256);
});

test('an abort asks no mirror', async () => {
  const controller = new AbortController();
  const asked = serve({});
  const reading = readFirst(HUB, MIRRORS, { signal: controller.signal });
  await vi.waitFor(() => expect(asked).not.toEqual([]));
  controller.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
  expect(asked).toEqual(['hub.org']);
});
