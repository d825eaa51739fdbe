/**
 * About how large the files of published models are. Their servers tell the size only once a file is asked for, and
 * nobody should have to begin a download to learn it.
 */
import type { PublishedEntry } from '../../../index';

/** Bytes of an architecture's weights with ImageNet's classes in f32, as all files of the manifest have them. */
const BYTES: Readonly<Record<string, number>> = {
  resnest14d: 42_536_096,
  resnest26d: 68_424_736,
  resnest50: 110_191_264,
  resnest101: 193_620_512,
  resnest200: 281_679_904,
  resnest269: 444_975_648,
  resnest50_fast_1s1x64d: 105_092_512,
  resnest50_fast_2s1x64d: 110_191_264,
  resnest50_fast_4s1x64d: 127_984_672,
  resnest50_fast_1s2x40d: 104_024_544,
  resnest50_fast_2s2x40d: 108_059_904,
  resnest50_fast_4s2x40d: 122_049_504,
  resnest50_fast_1s4x24d: 102_962_720,
};

/** The size of a published file, without the little that names its tensors. */
export const aboutBytes = ({ model }: PublishedEntry): number | undefined => BYTES[model];
