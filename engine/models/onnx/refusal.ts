/** Why an ONNX file is not taken, as the end of a sentence about it. */
export class OnnxRefusal extends Error {}
