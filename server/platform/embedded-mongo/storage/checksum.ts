import { crc32 } from 'node:zlib';

const SIZE = 4;

/** LMDB checks nothing that it reads, so every stored value ends with a CRC-32 of its key and itself. */
export function sealed(key: Buffer, value: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(value.length + SIZE);
  value.copy(bytes);
  bytes.writeUInt32LE(crc32(value, crc32(key)), value.length);
  return bytes;
}

/** The value of stored bytes, or undefined where they are not what was written under this key. */
export function unsealed(key: Buffer, bytes: Buffer): Buffer | undefined {
  if (bytes.length < SIZE) return undefined;
  const value = bytes.subarray(0, bytes.length - SIZE);
  return bytes.readUInt32LE(value.length) === crc32(value, crc32(key)) ? value : undefined;
}
