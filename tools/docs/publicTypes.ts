/** The members of interfaces in src/, read by TypeScript's own parser. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../common/project';

/** The names of an exported interface's members, each once, in their order. Throws unless one file declares it. */
export function membersOf(name: string): readonly string[] {
  const found = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) => interfacesIn(path, name).filter((each) => each.name.text === name));
  const [only, ...others] = found;
  if (!only || others.length > 0) throw new Error(`${found.length} files of src/ declare the interface ${name}`);
  return [
    ...new Set(only.members.flatMap((member) => (member.name && ts.isIdentifier(member.name) ? member.name.text : []))),
  ];
}

/** The interfaces of a file that may declare one of this name. */
const interfacesIn = (path: string, name: string): readonly ts.InterfaceDeclaration[] => {
  const text = readFileSync(join(root, 'src', path), 'utf8');
  if (!text.includes(`export interface ${name}`)) return [];
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements.filter(ts.isInterfaceDeclaration);
};
