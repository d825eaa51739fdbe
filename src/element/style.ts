/**
 * The look of the element. Colours are the page's own, so that it fits light pages and dark ones.
 */

const CSS = `
:host { display: block; max-width: 32rem; font-size: 1rem; line-height: 1.4; }
:host([hidden]), [hidden] { display: none !important; }
img, canvas, ::slotted(img), ::slotted(picture) { display: block; max-width: 100%; height: auto; }
label { position: relative; display: block; margin-block: 0.5em; padding: 0.75em; border: 2px dashed color-mix(in srgb, currentColor 40%, transparent);
  border-radius: 0.5em; cursor: pointer; }
label:hover { border-color: currentColor; }
:host(:state(dropping)) label { border-color: currentColor; background: color-mix(in srgb, currentColor 10%, transparent); }
label:focus-within { outline: 3px solid currentColor; outline-offset: 2px; }
label:has(:disabled) { opacity: 0.6; cursor: not-allowed; }
.pick { font-weight: bold; text-decoration: underline; }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
p { margin-block: 0.5em; }
progress { width: 100%; }
.error { padding-inline-start: 0.75em; border-inline-start: 4px solid #d32f2f; overflow-wrap: anywhere; }
ol { margin: 0.5em 0; padding: 0; list-style: none; }
li { display: grid; grid-template-columns: 1fr 6em 4.5em; gap: 0.75em; align-items: center; }
li span { overflow-wrap: break-word; }
meter { width: 100%; }
.score { text-align: end; font-variant-numeric: tabular-nums; }
`;

let sheet: CSSStyleSheet | undefined;

/**
 * Gives a shadow root its style. A constructed sheet needs no permission of a content security policy. Where there is none,
 * as under jsdom, nobody looks.
 */
export function styleRoot(root: ShadowRoot): void {
  if (!('adoptedStyleSheets' in root)) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  root.adoptedStyleSheets = [sheet];
}
