/** A colour in linear light, each part 0..1. */
export type Colour = readonly [red: number, green: number, blue: number];

export type HairStyle = 'short' | 'cropped' | 'long' | 'bob' | 'bun' | 'bald' | 'scarf' | 'curly';

/** What one drawn person looks like. Sizes are factors of a grown-up's, 1 being the usual. */
export interface Person {
  readonly name: string;
  readonly skin: Colour;
  readonly hair: { readonly style: HairStyle; readonly colour: Colour };
  readonly clothes: Colour;
  readonly iris: Colour;
  readonly lips: { readonly colour: Colour; readonly fullness: number };
  readonly jaw: { readonly width: number; readonly length: number };
  readonly cheeks: number;
  readonly eyes: number;
  readonly nose: number;
  readonly brows: { readonly thickness: number; readonly colour: Colour };
  /** 0 none, 1 full. */
  readonly beard: number;
  readonly moustache: number;
  /** 0 a child's skin, 1 an old one, 1.5 a very old one. */
  readonly wrinkles: number;
  readonly glasses: boolean;
  /** 1 a grown-up's, less a child's. */
  readonly shoulders: number;
  /** Radians to the viewer's right. */
  readonly turn: number;
}
