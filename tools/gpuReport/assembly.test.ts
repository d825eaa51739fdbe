import { expect, test } from 'vitest';
import { readAssembly } from './assembly';
import { readCompiled } from './compile';

/** Two loops, one in the other, as RADV prints them for NAVI21, shortened. */
const NESTED = `BB0:
	s_mov_b32 s0, 0                                             ; be800380
BB2:
	buffer_load_dwordx4 v[20:23], v5, s[4:7], 0 offen           ; e0381000 80011405
	s_waitcnt vmcnt(0)                                          ; bf8c3f70
	ds_write_b128 v3, v[20:23]                                  ; db7c0000 00001403
	s_barrier                                                   ; bf8a0000
BB4:
	ds_read_b128 v[8:11], v1 offset:16                          ; dbfc0010 08000001
	ds_read2_b32 v[12:13], v2 offset1:1                         ; d8dc0100 0c000002
	v_fmac_f32_e32 v0, v8, v12                                  ; 56001908
	v_fma_f32 v4, v9, v12, v4                                   ; d54b0004 04121909
	s_cbranch_scc0 BB4                                          ; bf84fffa
	s_cbranch_scc1 BB2                                          ; bf85fff0
BB9:
	s_endpgm                                                    ; bf810000
`;

test('the hottest loop is the innermost one with multiply-adds, and knows the loop around it', () => {
  const { whole, hottest } = readAssembly(NESTED);
  expect(whole).toMatchObject({ instructions: 12, multiplyAdds: 2, globalLoads: 1, globalWords: 4, barriers: 1 });
  expect(hottest).toMatchObject({ isLoop: true, instructions: 5, vector: 2, multiplyAdds: 2, globalLoads: 0 });
  expect(hottest).toMatchObject({ working: 4, products: 2 });
  expect(hottest).toMatchObject({ sharedLoads: 2, sharedWords: 6 });
  expect(hottest.around).toMatchObject({ instructions: 10, globalLoads: 1, barriers: 1 });
});

/** A program without a loop: an address, two products, and then the sums of other threads are read. */
const UNROLLED = `BB0:
	v_lshlrev_b32_e32 v9, 4, v0                                 ; 34121204
	buffer_load_dwordx4 v[4:7], v9, s[4:7], 0 offen             ; e0381000 80011405
	s_waitcnt vmcnt(0)                                          ; bf8c3f70
	v_mul_f32_e32 v1, v4, v8                                    ; 10021104
	v_add_nc_u32_e32 v9, 64, v9                                 ; 4a1212c0
	v_fmac_f32_e32 v1, v5, v8                                   ; 56021105
	ds_write_b32 v9, v1                                         ; d8340000 00000109
	ds_read_b32 v2, v9                                          ; d8d80000 02000009
	v_fma_f32 v2, v2, v3, v4                                    ; d54b0002 04120702
`;

test('what was a loop before all of it was unrolled is from the first load to the last product', () => {
  const { whole, hottest } = readAssembly(UNROLLED);
  expect(hottest).toMatchObject({ isLoop: false, instructions: 5, working: 4, products: 2, globalLoads: 1 });
  expect(whole).toMatchObject({ instructions: 9, working: 8, products: 3, multiplyAddInstructions: 2 });
});

test('it is all of a program that loads nothing, and no loop without products', () => {
  const text =
    'BB0:\n\tv_fmac_f32_e32 v0, v1, v2 ; 56000501\nBB1:\n\ts_nop 0 ; bf800000\n\ts_cbranch_scc0 BB1 ; bf84fffe\n';
  expect(readAssembly(text).hottest).toMatchObject({ isLoop: false, instructions: 3, multiplyAdds: 1 });
});

test.each([
  ['v_mul_f32_e32 v0, v1, v2', 'v_fmac_f32_e32 v0, v3, v4', true],
  ['v_mul_f32_e32 v0, v1, v2', 'v_fma_f32 v5, v3, v4, v0', true],
  ['v_dual_mul_f32 v0, v1, v2 :: v_dual_mov_b32 v7, v8', 'v_dual_fmac_f32 v0, v3, v4 :: v_dual_mov_b32 v7, v8', true],
  ['v_mul_f32_e32 v0, v1, v2', 'v_fmac_f32_e32 v5, v0, v4', false],
  ['v_mul_f32_e32 v0, v1, v2', 'v_fma_f32 v5, v0, v4, v6', false],
  ['v_mul_f32_e32 v0, v1, v2', 'buffer_store_dwordx4 v[0:3], v9, s[4:7], 0 offen', false],
  ['v_mul_u32_u24_e32 v0, 36, v1', 'v_fmac_f32_e32 v0, v3, v4', false],
])('whether %s begins the sum of %s: %s', (multiply, next, begins) => {
  const text = `BB0:\n\t${multiply} ; 00000000\n\tv_add_f32_e32 v20, v21, v22 ; 00000000\n\t${next} ; 00000000\n`;
  const { products, multiplyAddInstructions } = readAssembly(text).whole;
  expect(products - multiplyAddInstructions).toBe(Number(begins));
});

test.each([
  ['s_waitcnt vmcnt(0)', 0],
  ['s_add_u32 s0, s1, s2', 0],
  ['s_barrier', 0],
  ['s_load_dwordx4 s[4:7], s[2:3], 0x10', 0],
  ['s_buffer_load_dwordx4 s[4:7], s[8:11], 0x10', 1],
  ['v_cvt_f32_f16_e32 v0, v1', 1],
  ['ds_write_b128 v0, v[4:7]', 1],
  ['buffer_load_dword v0, v1, s[0:3], 0 offen', 1],
])('%s computes or loads: %i', (line, working) => {
  expect(readAssembly(`BB0:\n\t${line} ; 00000000\n`).whole).toMatchObject({ working });
});

test.each([
  ['v_fma_mix_f32 v0, v1, v2, v3', 1],
  ['v_mad_mix_f32 v0, v1, v2, v3', 1],
  ['v_fma_mixlo_f16 v0, v1, v2, v3', 1],
  ['v_pk_fma_f16 v0, v1, v2, v3', 1],
  ['v_fmac_f32_e32 v0, v1, v2', 0],
  ['v_pk_mul_f16 v0, v1, v2', 0],
])('%s is %i multiply-adds of f16', (line, halfInstructions) => {
  expect(readAssembly(`BB0:\n\t${line} ; 00000000\n`).whole).toMatchObject({ halfInstructions });
});

test.each([
  ['v_fmac_f32_e32 v0, v1, v2', 1, 1],
  ['v_mac_f32_e32 v0, v1, v2', 1, 1],
  ['v_mad_f32 v0, v1, v2, v3', 1, 1],
  ['v_fmaak_f32 v0, v1, v2, 0x3f000000', 1, 1],
  ['v_pk_fma_f16 v0, v1, v2, v3', 2, 1],
  ['v_fma_mix_f32 v0, v1, v2, v3', 1, 1],
  ['v_dual_fmac_f32 v0, v1, v2 :: v_dual_fmac_f32 v3, v4, v5', 2, 1],
  ['v_dual_fmac_f32 v0, v1, v2 :: v_dual_mov_b32 v3, v4', 1, 1],
  ['v_mad_u32_u24 v0, v1, v2, v3', 0, 0],
  ['v_mul_f32_e32 v0, v1, v2', 0, 0],
])('%s is %i multiply-adds in %i instructions', (line, multiplyAdds, multiplyAddInstructions) => {
  expect(readAssembly(`BB0:\n\t${line} ; 00000000\n`).whole).toMatchObject({ multiplyAdds, multiplyAddInstructions });
});

test.each([
  ['buffer_load_dword v0, v1, s[0:3], 0 offen', 1],
  ['buffer_load_dwordx3 v[0:2], v1, s[0:3], 0 offen', 3],
  ['buffer_load_b128 v[0:3], v1, s[0:3], 0 offen', 4],
  ['global_load_b64 v[0:1], v[2:3], off', 2],
  ['buffer_load_ubyte v0, v1, s[0:3], 0 offen', 1],
  ['buffer_store_dwordx4 v[0:3], v1, s[0:3], 0 offen', 0],
])('%s loads %i words', (line, globalWords) => {
  expect(readAssembly(`BB0:\n\t${line} ; 00000000\n`).whole).toMatchObject({ globalWords });
});

const STATISTICS = {
  ...{ VGPRs: 80, SGPRs: 128, 'Spilled SGPRs': 0, 'Spilled VGPRs': 2, 'Scratch size': 64 },
  ...{ 'Subgroups per SIMD': 12, 'Code size': 3612, 'LDS size': 4096 },
};

test('statistics are read by their names, and spills and scratch are one number', () => {
  expect(readCompiled({ id: 'a', statistics: STATISTICS, assembly: NESTED })).toMatchObject({
    ...{ vgprs: 80, sgprs: 128, spills: 66, waves: 12, codeBytes: 3612, sharedBytes: 4096 },
  });
});

test('a missing number and a missing text are errors of one sentence', () => {
  const others = Object.fromEntries(Object.entries(STATISTICS).filter(([name]) => name !== 'VGPRs'));
  expect(() => readCompiled({ id: 'a', statistics: others, assembly: NESTED })).toThrow(
    'RADV said nothing about VGPRs of a; use the Mesa of docs/gpu.md',
  );
  expect(() => readAssembly('')).toThrow('the compiler gave no machine code; is its disassembler (LLVM) installed?');
});
