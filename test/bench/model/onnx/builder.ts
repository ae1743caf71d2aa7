import { bytes, type Field, float, int, joined, message, text } from './protobuf.ts';

/** Numbers of onnx.proto (onnx/onnx, Apache-2.0), as far as this writer uses them. */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, opType: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, float: 2, int: 3, ints: 8, type: 20 } as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, raw: 9 } as const;
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 } as const;
const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const IR_VERSION = 8;
/** The first with LayerNormalization. */
const OPSET = 17;

type Attribute = { readonly float: number } | { readonly int: number } | { readonly ints: readonly number[] };

/** Builds an ONNX file node by node. Values are named by what `node` and the others return. */
export class OnnxBuilder {
  readonly #nodes: Field[] = [];
  readonly #initializers: Field[] = [];
  readonly #inputs: Field[] = [];
  readonly #outputs: Field[] = [];
  #names = 0;

  input(name: string, type: 'float' | 'int32', shape: readonly number[]): string {
    this.#inputs.push(message(GRAPH.input, valueInfo(name, type === 'float' ? FLOAT : INT32, shape)));
    return name;
  }

  output(name: string, value: string, shape: readonly number[]): void {
    this.#addNode('Identity', [value], name, {});
    this.#outputs.push(message(GRAPH.output, valueInfo(name, FLOAT, shape)));
  }

  constant(values: Float32Array | readonly number[], shape: readonly number[]): string {
    const floats = Float32Array.from(values);
    return this.#initializer(FLOAT, new Uint8Array(floats.buffer), shape);
  }

  /** int64, as shapes and axes are. */
  integers(values: readonly number[]): string {
    const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#initializer(INT64, raw, [values.length]);
  }

  /** @returns the node's only output */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const output = this.#name();
    this.#addNode(opType, inputs, output, attributes);
    return output;
  }

  /** The file. */
  build(): Uint8Array<ArrayBuffer> {
    const graph = [
      ...this.#nodes,
      text(GRAPH.name, 'inkling'),
      ...this.#initializers,
      ...this.#inputs,
      ...this.#outputs,
    ];
    return joined([
      int(MODEL.irVersion, IR_VERSION),
      text(MODEL.producer, 'inkling'),
      message(MODEL.graph, graph),
      message(MODEL.opset, [text(1, ''), int(2, OPSET)]),
    ]);
  }

  #addNode(
    opType: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>>,
  ): void {
    this.#nodes.push(
      message(GRAPH.node, [
        ...inputs.map((name) => text(NODE.input, name)),
        text(NODE.output, output),
        text(NODE.opType, opType),
        ...Object.entries(attributes).map(([name, value]) =>
          message(NODE.attribute, [text(ATTRIBUTE.name, name), ...attributeFields(value)]),
        ),
      ]),
    );
  }

  #initializer(dataType: number, raw: Uint8Array, shape: readonly number[]): string {
    const name = this.#name();
    this.#initializers.push(
      message(GRAPH.initializer, [
        ...shape.map((length) => int(TENSOR.dims, length)),
        int(TENSOR.dataType, dataType),
        text(TENSOR.name, name),
        bytes(TENSOR.raw, raw),
      ]),
    );
    return name;
  }

  #name(): string {
    return `v${this.#names++}`;
  }
}

function attributeFields(value: Attribute): Field[] {
  if ('float' in value)
    return [float(ATTRIBUTE.float, value.float), int(ATTRIBUTE.type, ATTRIBUTE_TYPE.float)];
  if ('int' in value) return [int(ATTRIBUTE.int, value.int), int(ATTRIBUTE.type, ATTRIBUTE_TYPE.int)];
  return [...value.ints.map((one) => int(ATTRIBUTE.ints, one)), int(ATTRIBUTE.type, ATTRIBUTE_TYPE.ints)];
}

/** ValueInfoProto: name and TypeProto.Tensor with its TensorShapeProto. */
function valueInfo(name: string, elementType: number, shape: readonly number[]): Field[] {
  const dims = shape.map((length) => message(1, [int(1, length)]));
  return [text(1, name), message(2, [message(1, [int(1, elementType), message(2, dims)])])];
}
