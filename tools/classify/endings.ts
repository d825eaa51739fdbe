/** What the ending of a file's name says of it: which files of a folder are photos, and why the others are none. */
import { counted } from '../../src/core/wording';

/** What browsers decode. */
export const PICTURE_ENDINGS = [
  ...['jpg', 'jpeg', 'jfif', 'jpe', 'pjpeg', 'pjp', 'png', 'apng', 'webp', 'gif', 'bmp', 'dib', 'ico', 'cur'],
  ...['avif', 'avifs', 'svg'],
] as const;

const UNDECODED_PICTURES = [
  ...[
    'heic',
    'heif',
    'hif',
    'tif',
    'tiff',
    'jp2',
    'j2k',
    'jpf',
    'jpx',
    'jxl',
    'jxr',
    'psd',
    'xcf',
    'tga',
    'pcx',
    'qoi',
  ],
  ...['exr', 'hdr', 'dds', 'icns', 'ppm', 'pgm', 'pbm', 'pnm', 'xbm', 'xpm', 'svgz', 'eps', 'ai', 'pdf', 'dcm', 'fits'],
  ...['raw', 'dng', 'cr2', 'cr3', 'crw', 'nef', 'nrw', 'arw', 'orf', 'raf', 'rw2', 'pef', 'srw', 'x3f'],
] as const;

const VIDEOS = ['mp4', 'm4v', 'mov', 'webm', 'mkv', 'avi', 'mpg', 'mpeg', 'wmv', '3gp', 'mts', 'ogv', 'flv'] as const;

const REASONS: readonly { readonly endings: readonly string[]; readonly reason: string }[] = [
  { endings: UNDECODED_PICTURES, reason: 'browsers do not decode' },
  { endings: VIDEOS, reason: 'videos' },
];
const NO_PICTURE = 'not named as pictures';

const endingOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Whether a file is taken for a photo. */
export const isPicture = (name: string): boolean => PICTURE_ENDINGS.some((ending) => ending === endingOf(name));

/** Hidden files, `._IMG.jpg` of macOS among them, and the notes that systems keep in folders. */
export const isHidden = (name: string): boolean => /^\.|^(thumbs\.db|desktop\.ini)$/i.test(name);

/** Names that are said; of more there is a count. */
const MOST_NAMES = 5;

/** One sentence on the files of a folder that are no photos; undefined if there are none. */
export function leftOut(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const reason = REASONS.find(({ endings }) => endings.includes(endingOf(name)))?.reason ?? NO_PICTURE;
    groups.set(reason, [...(groups.get(reason) ?? []), name]);
  }
  const parts = Array.from(groups, ([reason, group]) => {
    const more = group.length > MOST_NAMES ? ` and ${group.length - MOST_NAMES} more` : '';
    return `${reason}: ${group.slice(0, MOST_NAMES).join(', ')}${more}`;
  });
  return `left out ${counted(names.length, 'file')} (${parts.join('; ')})`;
}
