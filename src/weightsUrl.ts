/**
 * `resnest-webgpu/weights`: where the embedded model's file is, for pages that preload, precache or pass it on.
 * @module resnest-webgpu/weights
 */
import { embeddedUrl, servedUrl } from './weights/known/shippedUrl';

/**
 * The address of the embedded model's file, 15 MB. A bundler that reads `new URL(..., import.meta.url)` has put it there; in a
 * classic script it throws a TypeError, since that has no address of its own.
 * @example const link = Object.assign(document.createElement('link'), { rel: 'preload', as: 'fetch', crossOrigin: '', href: weightsUrl() });
 */
export const weightsUrl = (): string => servedUrl(embeddedUrl().href);
