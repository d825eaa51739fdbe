/** A sample as a module by itself: what it uses and does not declare comes from the module of all samples' context. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../common/project';
import type { Sample } from './samples';

/** The file of the context, whose exports are the names that a sample may use. */
export const CONTEXT = 'tools/docs/samples/context.ts';

/** By which a sample imports it. */
export const CONTEXT_NAME = 'samples-context';

/** What the context has for whoever runs samples, and not for them. */
const OF_RUNNER = new Set(['renew']);

const parse = (text: string): ts.SourceFile => ts.createSourceFile('sample.ts', text, ts.ScriptTarget.Latest, true);

/** The names that the context exports. */
export const contextNames: ReadonlySet<string> = new Set(
  parse(readFileSync(join(root, CONTEXT), 'utf8'))
    .statements.flatMap((statement) => {
      const isExported =
        ts.canHaveModifiers(statement) && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (!isExported) return [];
      if (ts.isVariableStatement(statement))
        return statement.declarationList.declarations.map(({ name }) => name.getText());
      return ts.isFunctionDeclaration(statement) && statement.name ? [statement.name.text] : [];
    })
    .filter((name) => !OF_RUNNER.has(name)),
);

/** The text of a sample that is a module, with the import of what it takes from the context. */
export function moduleOf({ code, way }: Sample): string {
  const names = wantedNames(parse(code));
  // In a service worker `self` is another thing than a page's.
  const first =
    way === 'service worker'
      ? '/** @type {ServiceWorkerGlobalScope} */ const self = /** @type {any} */ (globalThis);'
      : '';
  return `${names.length > 0 ? `import { ${names.join(', ')} } from '${CONTEXT_NAME}';` : first}\n${code}\nexport {};\n`;
}

/** The names of the context that a module uses and does not declare. */
function wantedNames(file: ts.SourceFile): readonly string[] {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isDeclared =
        (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isImportSpecifier(parent)) &&
        parent.name === node;
      const isBound = ts.isBindingElement(parent) && parent.name === node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        (ts.isBindingElement(parent) && parent.propertyName === node);
      if (isDeclared || isBound) declared.add(node.text);
      else if (!isMember) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...used].filter((name) => contextNames.has(name) && !declared.has(name)).sort();
}

/** The module scripts of a sample that is a page. */
export const scriptsOf = ({ code }: Sample): readonly string[] =>
  [...code.matchAll(/<script type="module">([^]*?)<\/script>/g)].map(([, script = '']) => script);
