/**
 * ONNX's messages as plain data, and their encoding. Field numbers are those of onnx.proto.
 */
import type { Shape } from '../core/tensor';
import { type Chunks, integer, integers, message, text } from './protobuf';

/** IR version 8 and operator set 17: what came out together in ONNX 1.12, and every runtime since has read. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;

export interface OnnxNode {
  readonly name: string;
  /** The operator, such as `Conv`. */
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers of at least 0. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A constant; it takes its type from its data. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float32Array | BigInt64Array;
}

/** An input or output of f32; a size that is a word is any size, and without a shape runtimes find it out. */
export interface OnnxValue {
  readonly name: string;
  readonly shape?: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  /** In an order in which they can run. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const FLOAT = 1;
const INT64 = 7;

/** A whole file. Tensors are not copied: chunks hold their memory, which is little-endian as the file is. */
export const encodeModel = ({ name, nodes, initializers, inputs, outputs }: OnnxGraph): Chunks => [
  ...integer(1, IR_VERSION),
  ...text(2, 'resnest-webgpu'),
  ...message(
    7,
    nodes.flatMap((node) => message(1, encodeNode(node))),
    text(2, name),
    initializers.flatMap((tensor) => message(5, encodeTensor(tensor))),
    inputs.flatMap((value) => message(11, encodeValue(value))),
    outputs.flatMap((value) => message(12, encodeValue(value))),
  ),
  ...message(8, text(1, ''), integer(2, OPSET_VERSION)),
];

const encodeNode = ({ name, operator, inputs, outputs, attributes = {} }: OnnxNode): Chunks => [
  ...inputs.flatMap((input) => text(1, input)),
  ...outputs.flatMap((output) => text(2, output)),
  ...text(3, name),
  ...text(4, operator),
  ...Object.entries(attributes).flatMap((attribute) => message(5, encodeAttribute(...attribute))),
];

const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

const encodeAttribute = (name: string, value: number | readonly number[]): Chunks => [
  ...text(1, name),
  ...(typeof value === 'number'
    ? [...integer(3, value), ...integer(20, ATTRIBUTE_INT)]
    : [...integers(8, value), ...integer(20, ATTRIBUTE_INTS)]),
];

const encodeTensor = ({ name, shape, data }: OnnxTensor): Chunks => [
  ...integers(1, shape),
  ...integer(2, data instanceof Float32Array ? FLOAT : INT64),
  ...text(8, name),
  ...message(9, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]),
];

const encodeValue = ({ name, shape }: OnnxValue): Chunks => {
  const sizes = shape?.flatMap((size) => message(1, typeof size === 'number' ? integer(1, size) : text(2, size)));
  return [...text(1, name), ...message(2, message(1, integer(1, FLOAT), sizes ? message(2, sizes) : []))];
};
