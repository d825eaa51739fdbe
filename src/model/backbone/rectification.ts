/**
 * RFConv2d, of which a configuration says whether its 3x3 and 7x7 convolutions are.
 */
import type { Rectify } from '../../ops/conv2d';
import type { ResNeStConfig } from '../config';

/** RFConv2d averages everywhere, or corrects where there is padding, which all these convolutions have. */
export const rectification = ({ rectifiedConv, rectifyAvg }: ResNeStConfig): Rectify =>
  rectifiedConv ? (rectifyAvg ? 'average' : 'taps') : 'none';
