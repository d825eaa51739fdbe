/**
 * Answers as a table for spreadsheets: CSV by RFC 4180.
 */
import type { Shot } from '../shots';

/** Which of a photo's labels are written. */
const RANKS = [1, 2, 3, 4, 5] as const;

const COLUMNS = ['path', ...RANKS.flatMap((rank) => [`label_${rank}`, `score_${rank}`]), 'error'];

/** Spreadsheets compute a cell that begins so, and anyone may have named the file. */
const FORMULA = /^[=+\-@\t\r]/;

/** Without this mark, spreadsheets take UTF-8 for another encoding. */
const MARK = '\uFEFF';

/** A line a photo, in their order; `said` is the reason why one cannot be read. Photos that were not looked at have neither. */
export function csvOf(shots: readonly Shot[], said: (shot: Shot) => string): string {
  const lines = shots.map((shot) => {
    const { path, outcome } = shot;
    const classes = outcome && 'classes' in outcome ? outcome.classes : [];
    const ranked = RANKS.flatMap((rank) => {
      const found = classes[rank - 1];
      return found ? [found.label, found.score.toFixed(6)] : ['', ''];
    });
    return [path, ...ranked, said(shot)];
  });
  return MARK + [COLUMNS, ...lines].map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

function field(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
