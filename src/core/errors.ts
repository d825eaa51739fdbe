/**
 * The errors a caller can act on. Every message is one sentence: what is wrong, got against expected, what to do. The
 * sentence may change with any version; the class and the code stay.
 */

/** Every code of every class, and its meaning in one line. docs/errors.md lists the same, and a test compares them. */
export const ERROR_CODES = {
  ResNeStError: {
    disposed: 'The classifier was disposed; create another one.',
    'not-finite': 'The model computed NaN or an infinite number; check its weights and its input.',
    'no-worker':
      'The worker did not start: its script is not there, is another one or came late, or the page may not run it.',
    'worker-ended': 'The worker ended before it answered, for lack of memory for example; create another classifier.',
    wasm: 'onnxruntime-web failed, for lack of memory for example; choose a smaller input, or reload the page.',
    defect: 'This library has a defect; please report its message.',
  },
  WebGPUUnavailableError: {
    'no-webgpu': 'This browser or this page has no WebGPU.',
    'no-adapter': 'The browser has WebGPU, but no graphics processor that it may use.',
    'no-answer': 'The browser has not answered a request for a graphics processor in 15 seconds.',
    refused: 'The browser refused the request for a graphics processor.',
  },
  DeviceLostError: {
    lost: 'Your GPU device was lost: a driver or a process crashed. Give another one to `recover`.',
    destroyed: 'Your GPU device was destroyed by a call of `destroy()`. Give another one to `recover`.',
    repeated: 'The GPU device was lost three times within a minute; try again later, or reload the page.',
    'not-recovered': 'The GPU device was lost, and the model could not be opened again. The next call tries anew.',
  },
  GpuMemoryError: {
    limit: 'A buffer or a grid would be larger than this GPU allows; choose a smaller input.',
    'out-of-memory': 'The GPU has no memory left; choose a smaller input, model or batch, or storage f16.',
  },
  ShaderError: {
    link: 'A shader lacks a piece, a parameter or a binding: a defect of this library.',
    compile: 'A shader does not compile on this device.',
    refused: 'The GPU refused a command or a resource.',
  },
  ConfigError: {
    option: 'An option is unknown, or its value is of the wrong kind or out of range.',
    model: 'There is no model of this name, or no weights come with it.',
    keyword: 'A keyword of a ResNeSt configuration is unknown, or its value is impossible.',
    'config-file': 'The config.json does not describe a ResNeSt, or one of its fields is wrong.',
    preprocessing: 'A recipe or a number of the preprocessing is wrong, in the option or in the config.json.',
    labels: 'There are more or fewer labels than classes.',
    head: 'The checkpoint has no head of this name, or it has several; give one as the option `head`.',
    'not-linear': 'explain() needs a classifier that is linear in layer4, and this one is not.',
    'no-classifier': 'The call needs a classifier, and this checkpoint has none.',
    'no-output': 'The call needs an output that this model does not compute, such as the embedding.',
    'input-size': 'Photos need a square input, and this one is not square.',
    unsupported: 'The configuration is valid, but this library has no kernel for it.',
    fallback: 'The fallback has no runtime: give the module of onnxruntime-web as `fallback: { wasm }`.',
    'no-gpu': 'The call needs a GPU, and this classifier runs in WebAssembly, as `info.backend` says.',
    cursor: 'The cursor given as `resume` is of another sheet, or of a sheet that was cut in another way.',
    'not-in-worker': 'A `device`, a store given as `cache`, or a function in `fallback` cannot be used in a worker.',
  },
  WeightsError: {
    unreachable: 'The checkpoint could not be fetched: connection, address, CORS or an HTTP error.',
    interrupted: 'The download of the checkpoint broke off; try again.',
    source: 'The value given as `weights` cannot be read, such as a locked stream or a text that is no address.',
    digest: 'The checkpoint has another SHA-256 or another length than expected.',
    'not-a-checkpoint': 'The file holds no weights; it is, for example, a web page or empty.',
    unsupported: 'The file is a checkpoint in a form that this library does not read, such as TorchScript.',
    ambiguous: 'The file holds several checkpoints or networks; give one of them.',
    unsafe: 'The checkpoint asks Python to run code that no weights need. Nothing was run.',
    damaged: 'The checkpoint is truncated or contradicts itself; fetch it again.',
    mismatch: 'The tensors are not those of a ResNeSt, or not those of the model asked for.',
    overflow: 'A weight is larger than storage f16 can hold; use storage f32.',
    'too-large': 'The checkpoint needs more memory than there is.',
    cache: 'IndexedDB does not work, or the weights that it keeps are damaged.',
  },
  ImageError: {
    source: 'The value given as a photo is of a type that no photo has.',
    'not-an-image': 'The file does not begin like any known picture format.',
    unsupported: 'The picture, drawing or texture is of a kind that this browser or GPU does not read.',
    damaged: 'The picture is truncated or damaged.',
    empty: 'The file has no bytes, or the source has no pixels (yet).',
    gone: 'The file or the buffer was changed, removed or transferred after it was given.',
    unreadable: 'The browser does not give out the pixels, such as those of another origin.',
    'too-large': 'The picture has more pixels than browsers decode.',
    'too-small': 'The picture is too narrow for this crop.',
    region: 'The region of interest is not within the photo, or it was given for a tensor.',
    channels: 'The model reads a number of channels that no photo has; give tensors.',
    'not-in-worker': 'The texture lies on a GPU device of the page, and cannot go to a worker.',
    tensor: 'An input tensor has a wrong shape, type, length or number.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

type ErrorCodes = typeof ERROR_CODES;

/** The codes of one class of errors, by its name, or of all. A code has its meaning together with its class. */
export type ErrorCode<Name extends keyof ErrorCodes = keyof ErrorCodes> = {
  [Each in Name]: keyof ErrorCodes[Each];
}[Name];

/** Base of every error that this library throws on purpose. */
export class ResNeStError extends Error {
  override name = 'ResNeStError';
  /** What went wrong, for a program: one of the codes of the error's class. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** An error of a class that has codes of its own. */
abstract class CodedError<Code extends ErrorCode> extends ResNeStError {
  declare readonly code: Code;

  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it takes the codes of its own class only
  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** There is no usable WebGPU adapter here. */
export class WebGPUUnavailableError extends CodedError<ErrorCode<'WebGPUUnavailableError'>> {
  override name = 'WebGPUUnavailableError';
}

/** The GPU device was lost while it was in use, and the model is not open on another one. */
export class DeviceLostError extends CodedError<ErrorCode<'DeviceLostError'>> {
  override name = 'DeviceLostError';
}

/** The GPU has too little memory, or too small limits, for the model or the input. */
export class GpuMemoryError extends CodedError<ErrorCode<'GpuMemoryError'>> {
  override name = 'GpuMemoryError';
}

/** A shader does not link or compile: a defect of this library or of the driver. */
export class ShaderError extends CodedError<ErrorCode<'ShaderError'>> {
  override name = 'ShaderError';
}

/** An option, a model's name or a configuration is not valid. */
export class ConfigError extends CodedError<ErrorCode<'ConfigError'>> {
  override name = 'ConfigError';
}

/** The checkpoint cannot be read, or does not match the model. */
export class WeightsError extends CodedError<ErrorCode<'WeightsError'>> {
  override name = 'WeightsError';
}

/** An image or an input tensor cannot be used. */
export class ImageError extends CodedError<ErrorCode<'ImageError'>> {
  override name = 'ImageError';
}
