import { expect, test } from 'vitest';
import { ResNeStError } from '../core/errors';
import { cases } from '../testing/cases';
import { seededOperands } from '../testing/reference';
import { inputNames, type Op } from './op';
import type { Operands } from './operands';
import { errorBounds, reference } from './reference';

/** A small case of each type of op. */
const oneOfEach = [...new Map(cases.toReversed().map((each) => [each.op.type, each])).values()];

/** The operands, each time without another one. */
function incomplete(op: Op, operands: Operands): [name: string, rest: Operands][] {
  const { activations, ...parameters } = operands;
  const without = <T extends object>(all: T, name: string): T =>
    Object.fromEntries(Object.entries(all).filter(([key]) => key !== name)) as T;
  return [
    ...inputNames(op).map((name): [string, Operands] => [
      name,
      { ...operands, activations: without(activations, name) },
    ]),
    ...Object.keys(parameters).map((name): [string, Operands] => [name, { activations, ...without(parameters, name) }]),
  ];
}

test.each(oneOfEach)('$op.type without one of its operands is a defect, not a sum of less', ({ op, input }) => {
  const operands = seededOperands(op, input);
  expect(reference(op, operands).data).not.toContain(NaN);
  for (const [name, rest] of incomplete(op, operands)) {
    expect(() => reference(op, rest), name).toThrow(ResNeStError);
    expect(() => reference(op, rest), name).toThrow(`an op has no operand ${name}; this is a defect`);
    expect(() => errorBounds(op, rest), name).toThrow(ResNeStError);
  }
});
