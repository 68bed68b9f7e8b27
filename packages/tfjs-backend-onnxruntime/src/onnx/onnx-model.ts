// ONNX messages, field numbers as in onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
import { onnxTypeCode } from '../graph/build.ts';
import type { AttributeValue, Attributes, OnnxType, Shape } from '../graph/types.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

export interface OnnxNode {
  op: string;
  domain: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Attributes | null;
}

export interface OnnxInitializer {
  name: string;
  type: OnnxType;
  shape: Shape;
  data: ArrayBufferView;
}

export interface OnnxValue {
  name: string;
  type: OnnxType;
  shape: Shape;
}

export interface OnnxGraph {
  nodes: readonly OnnxNode[];
  initializers: readonly OnnxInitializer[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
}

const irVersion = 9;
/** Version 20 has Gelu; ONNX Runtime's LayerNormalization and FusedMatMul come with it or with com.microsoft. */
const opset = 20;
const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Serialises a graph as an ONNX ModelProto. */
export function encodeModel(graph: OnnxGraph): Uint8Array<ArrayBuffer> {
  const model = new ProtobufWriter();
  model.integer(1, irVersion);
  model.string(2, 'tfjs-backend-onnxruntime');
  model.message(7, (writer) => writeGraph(writer, graph));
  model.message(8, (writer) => writeOpset(writer, '', opset));
  model.message(8, (writer) => writeOpset(writer, 'com.microsoft', 1));
  return model.finish();
}

function writeGraph(writer: ProtobufWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) writer.message(1, (inner) => writeNode(inner, node));
  writer.string(2, 'recorded');
  for (const tensor of graph.initializers) writer.message(5, (inner) => writeTensor(inner, tensor));
  for (const value of graph.inputs) writer.message(11, (inner) => writeValue(inner, value));
  for (const value of graph.outputs) writer.message(12, (inner) => writeValue(inner, value));
}

function writeNode(writer: ProtobufWriter, node: OnnxNode): void {
  for (const name of node.inputs) writer.string(1, name);
  for (const name of node.outputs) writer.string(2, name);
  // The runtime quotes this name in its errors.
  writer.string(3, `${node.outputs[0]}_${node.op}`);
  writer.string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {})) writer.message(5, (inner) => writeAttribute(inner, name, value));
  if (node.domain !== '') writer.string(7, node.domain);
}

function writeAttribute(writer: ProtobufWriter, name: string, value: AttributeValue): void {
  writer.string(1, name);
  if (typeof value === 'number') {
    writer.integer(3, value);
    writer.integer(20, attributeType.int);
  } else if (typeof value === 'string') {
    writer.string(4, value);
    writer.integer(20, attributeType.string);
  } else if ('float' in value) {
    writer.float(2, value.float);
    writer.integer(20, attributeType.float);
  } else {
    for (const item of value) writer.integer(8, item);
    writer.integer(20, attributeType.ints);
  }
}

function writeTensor(writer: ProtobufWriter, { name, type, shape, data }: OnnxInitializer): void {
  for (const dimension of shape) writer.integer(1, dimension);
  writer.integer(2, onnxTypeCode[type]);
  writer.string(8, name);
  writer.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValue(writer: ProtobufWriter, { name, type, shape }: OnnxValue): void {
  writer.string(1, name);
  writer.message(2, (typeProto) => {
    typeProto.message(1, (tensorType) => {
      tensorType.integer(1, onnxTypeCode[type]);
      tensorType.message(2, (shapeProto) => {
        for (const dimension of shape) shapeProto.message(1, (item) => item.integer(1, dimension));
      });
    });
  });
}

function writeOpset(writer: ProtobufWriter, domain: string, version: number): void {
  writer.string(1, domain);
  writer.integer(2, version);
}
