import { expect, test } from 'vitest';
import { joined, numbers } from '../../testing/pictures/pictureFiles';
import { sniff } from './fileKinds';
import { isSvg } from './head';

test.each([
  ['\xff\xd8\xff\xe1', 'a JPEG image', true],
  ['\0\0\0\x1cftypavif', 'an AVIF image', true],
  ['RIFF\0\0\0\0WEBPVP8 ', 'a WebP image', true],
  ['\0\0\0\x18ftypheic\0\0', 'a HEIC photo', false],
  ['\0\0\0\x18ftypmif1\0\0', 'a HEIC photo', false],
  ['\0\0\0\x18ftypisom\0\0', 'an MP4 video', false],
  ['\0\0\0\x14ftypqt  \0\0', 'a QuickTime video', false],
  ['II*\0\x08', "a TIFF image or a camera's raw file", false],
  ['IIRO\x08\0\0\0', "a camera's raw file (ORF)", false],
  ['MMOR\0\0\0\x08', "a camera's raw file (ORF)", false],
  ['IIU\0\x18\0\0\0', "a camera's raw file (RW2)", false],
  ['FUJIFILMCCD-RAW 0201', "a camera's raw file (RAF)", false],
  ['\0\0\0\x0cjP  \r\n', 'a JPEG 2000 image', false],
  ['%PDF-1.7', 'a PDF document', false],
  ['RIFF\0\0\0\0AVI LIST', 'an AVI video', false],
  ['\x1aE\xdf\xa3', 'a WebM or Matroska video', false],
  ['<!doctype html><p>Not found', 'a web page or another XML document', false],
  ['I am no picture.', 'text', false],
  ['caf\xc3\xa9 \xe2\x82', 'text', false],
  ['<svg xmlns="http://www.w3.org/2000/svg">', 'an SVG drawing', false],
])('%j', (begins, name, decodable) => {
  expect(sniff(joined(begins))).toEqual({ name, decodable });
});

test.each(['\0\0\0\0\0\0\0\0', '\x93\x01\xff\xfe', ''])('%j is nothing known', (begins) => {
  expect(sniff(joined(begins))).toBeUndefined();
});

test('DICOM by what stands further on', () => {
  expect(sniff(joined(new Uint8Array(128), 'DICM'))?.name).toBe('a DICOM image');
});

const utf16 = (text: string): Uint8Array => numbers(2, [0xfeff, ...Array.from(text, (c) => c.charCodeAt(0))], true);

test.each([
  '<svg>',
  '\xef\xbb\xbf\r\n<svg width="1"',
  '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Generator: <svg> -->\n<svg ',
  '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd" [\n<!ENTITY ns "http://">\n]>\n<svg\n',
  '<svg:svg xmlns:svg="http://www.w3.org/2000/svg">',
  utf16('<svg>'),
])('%j is an SVG drawing', (text) => {
  expect(isSvg(joined(text))).toBe(true);
});

test.each(['<!doctype html><svg>', '<html><svg>', 'a <svg>', '<svgfoo>', '<!-- <svg> -->'])('%j is none', (text) => {
  expect(isSvg(joined(text))).toBe(false);
});
