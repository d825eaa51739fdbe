/** Shaders as the built module carries them: without comments, indentation, and spaces that part no words. */
import type { Plugin } from 'vite';

/** A line that src/gpu/wgsl.ts reads. */
const DIRECTIVE = /^\s*\/\/#/;

/** Spaces beside these part no words; beside others, such as `-`, they might. */
const SPACED = / *([,;:=+*{}()]) */g;

/** The same shader in fewer bytes: lines, words and directives stay. */
export const denseShader = (text: string): string =>
  text
    .split('\n')
    .map((line) => (DIRECTIVE.test(line) ? line : line.replace(/\/\/.*$/, '').replace(SPACED, '$1')).trim())
    .filter((line) => line !== '')
    .join('\n');

/** Makes the shaders of a build dense, which are imported as text. */
export function denseShaders(): Plugin {
  return {
    name: 'dense-shaders',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { id: /\.wgsl\?raw$/ },
      handler: (code) => ({ code: `export default ${JSON.stringify(denseShader(textIn(code)))};`, map: null }),
    },
  };
}

/** The text of a module that exports a text and nothing else. */
function textIn(code: string): string {
  const [, text] = /^export default (".*");?$/s.exec(code.trim()) ?? [];
  if (text === undefined) throw new Error(`A shader is not imported as a text: ${code.slice(0, 80)}`);
  return JSON.parse(text) as string;
}
