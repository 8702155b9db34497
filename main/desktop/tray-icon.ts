/** The sign in the tray, drawn here so that it needs no file: its shape says how things stand, its colour says it again. */

export type TraySign = 'good' | 'bad' | 'paused';

/** Twice the usual 16 points, for displays of double density. */
export const ICON_SIZE = 32;

const COLORS = { good: [0x3f, 0x70, 0x17], bad: [0x1e, 0x26, 0xb3], paused: [0x91, 0x8a, 0x7b] } as const;

/** Returns the picture as `nativeImage.createFromBitmap` takes it: four bytes a point, blue first. */
export function trayBitmap(sign: TraySign): Buffer {
  const bitmap = Buffer.alloc(ICON_SIZE * ICON_SIZE * 4);
  const middle = (ICON_SIZE - 1) / 2;
  for (let y = 0; y < ICON_SIZE; y += 1) {
    for (let x = 0; x < ICON_SIZE; x += 1) {
      if (isInked(sign, x - middle, y - middle)) bitmap.set([...COLORS[sign], 0xff], (y * ICON_SIZE + x) * 4);
    }
  }
  return bitmap;
}

/** A disc; a disc with a cross cut out; a ring. */
function isInked(sign: TraySign, dx: number, dy: number): boolean {
  const distance = Math.hypot(dx, dy);
  if (distance > 14) return false;
  if (sign === 'paused') return distance > 9;
  const isOnCross = Math.abs(Math.abs(dx) - Math.abs(dy)) < 3 && distance < 10;
  return sign === 'good' || !isOnCross;
}
