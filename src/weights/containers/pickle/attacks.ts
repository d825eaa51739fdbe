/**
 * Names that a pickle has for one purpose only: to run something when Python opens it. Nothing here runs anything, but
 * in a file that means harm nothing else is worth reading, and its owner should hear of it.
 */
import { WeightsError } from '../../../core/errors';
import { printable } from '../../../core/wording';

/** By module, the functions for which nobody who saves weights has a use. */
const ATTACKS: ReadonlyMap<string, RegExp> = new Map([
  ...['posix', 'nt', 'os'].map((module): [string, RegExp] => [
    module,
    /^(system|popen|exec\w+|spawn\w+|posix_spawn\w*)$/,
  ]),
  ['builtins', /^(eval|exec|execfile|compile|__import__)$/],
  ['importlib', /^(import_module|reload)$/],
  ['subprocess', /^(Popen|run|call|check_call|check_output|getoutput|getstatusoutput)$/],
  ['pty', /^spawn$/],
  ['runpy', /^run_/],
  ['webbrowser', /^open/],
]);

/** Throws a WeightsError where `fullName` ("posix.system") is one of them. */
export function refuseAttack(fullName: string): void {
  const end = fullName.indexOf('.');
  if (!ATTACKS.get(fullName.slice(0, end))?.test(fullName.slice(end + 1))) return;
  throw new WeightsError(
    'unsafe',
    `the checkpoint asks Python to run ${printable(fullName)}, which no weights need (nothing was run); ` +
      'do not open it in Python, and get the weights from another place',
  );
}
