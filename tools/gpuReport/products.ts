/** Which instructions of AMD's machine code are products of a convolution: multiply-adds, and what begins their sums. */

const MULTIPLY_ADD =
  /^v_(?:dual_)?(?:pk_)?(?:fma|fmac|mac|mad|fmaak|fmamk|madak|madmk|fma_mix\w*|mad_mix\w*)_(?:f32|f16|mix\w*)/;
const MULTIPLY = /^v_(?:dual_)?(?:pk_)?mul_f(?:32|16)/;
const REGISTER = /\bv(?:(\d+)|\[(\d+):(\d+)\])/g;

/** The two instructions that RDNA3 issues as one, or the one. */
export const halvesOf = (line: string): readonly string[] => line.split('::').map((half) => half.trim());

export const isMultiplyAdd = (half: string): boolean => MULTIPLY_ADD.test(half);

/** The registers of each operand, of each lane's. */
const operandsOf = (half: string): readonly (readonly [first: number, last: number])[] =>
  [...half.matchAll(REGISTER)].map(([, one, first, last]) => [Number(one ?? first), Number(one ?? last)]);

/**
 * Whether a multiplication begins a sum: where the sum is still zero, the compiler makes one of a multiply-add. Then what
 * uses its result next adds to it.
 */
function beginsSum(half: string, rest: readonly string[]): boolean {
  if (!MULTIPLY.test(half)) return false;
  const [result] = operandsOf(half)[0] ?? [-1];
  const uses = ([first, last]: readonly [number, number]): boolean => first <= result && result <= last;
  for (const next of rest.flatMap(halvesOf)) {
    const operands = operandsOf(next);
    if (!operands.some(uses)) continue;
    // The sum is the result of `v_fmac`, and the last operand of `v_fma`.
    const sum = /^v_(?:dual_)?(?:pk_)?(?:fmac|mac)/.test(next) ? operands[0] : operands.at(-1);
    return isMultiplyAdd(next) && sum !== undefined && uses(sum) && operands.slice(1, -1).every((each) => !uses(each));
  }
  return false;
}

/** For each line whether it multiplies for a sum. */
export const productsOf = (lines: readonly string[]): readonly boolean[] =>
  lines.map((line, at) =>
    halvesOf(line).some((half) => isMultiplyAdd(half) || beginsSum(half, lines.slice(at + 1, at + 1 + FURTHEST))),
  );

/** Instructions until the sum goes on: the compiler moves loads between. */
const FURTHEST = 200;
