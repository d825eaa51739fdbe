/** Marks what a module computes when it is loaded as free of side effects, so that bundlers drop what nobody uses. */
import remapping, { type SourceMapInput } from '@jridgewell/remapping';
import MagicString from 'magic-string';
import { parseAst } from 'vite';
import type { Finished } from './withoutWhitespace';

type Node = Record<string, unknown> & { readonly type: string; readonly start: number; readonly end: number };

/** What bundlers know to be harmless, with all that is inside. */
const HARMLESS = /^(Literal|Identifier|TemplateElement|(Arrow)?Function(Expression|Declaration)|ClassExpression)$/;

/** What may call a function somewhere: an accessor, an iterator or a conversion to text among them. */
const CALLS = /^(CallExpression|NewExpression|MemberExpression|SpreadElement|TaggedTemplateExpression)$/;

/**
 * Puts the value of every variable of a module into a function that is called at once and marked as pure. It is done to
 * the finished code: a minifier would take the function away.
 */
export function markPure({ code, map }: Finished): Finished {
  const marked = new MagicString(code);
  for (const { start, end } of initializers(code).filter(isCalling))
    marked.appendLeft(start, '/*@__PURE__*/(()=>(').appendRight(end, '))()');
  const ownMap = marked.generateMap({ hires: 'boundary' }) as SourceMapInput;
  const whole = remapping([ownMap, map], () => null);
  return { code: marked.toString(), map: whole.toString() };
}

/** The values of the variables that a module declares, itself and not in a function. */
function initializers(code: string): Node[] {
  const declarations = (parseAst(code).body as unknown as { type: string; declarations?: { init: Node | null }[] }[])
    .filter(({ type }) => type === 'VariableDeclaration')
    .flatMap(({ declarations = [] }) => declarations);
  return declarations.flatMap(({ init }) => init ?? []);
}

function isCalling(node: Node): boolean {
  if (HARMLESS.test(node.type)) return false;
  const within = childrenOf(node);
  const isFilled = node.type === 'TemplateLiteral' && within.some(({ type }) => type !== 'TemplateElement');
  return isFilled || CALLS.test(node.type) || within.some(isCalling);
}

const childrenOf = (node: Node): Node[] =>
  Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);
