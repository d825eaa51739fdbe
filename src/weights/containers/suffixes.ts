/**
 * How the names of checkpoint files end, with their dots: `.safetensors`, `.pth` and so on. A file field that asks for a
 * checkpoint takes them as `accept={checkpointSuffixes.join()}`. A file is read by its contents, whatever its name.
 */
export const CHECKPOINT_SUFFIXES: readonly string[] = [
  '.safetensors',
  ...['.pth', '.pt', '.bin', '.ckpt', '.pth.tar'], // of torch.save, the usual ones first
];
