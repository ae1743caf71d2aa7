/**
 * What the examples are about: a release of "Garden and tools" of the codebook of models/base, in period 735, under
 * epsilon 2. A test replays them against a receiver with that codebook; it says what to put here when that changes.
 */
export const EXAMPLE_SITE = 'my-shop';
export const EXAMPLE_PERIOD = 735;
/** Hex SHA-256 of the codebook's file. */
export const EXAMPLE_CODEBOOK = '12d3602ca86a215527ecc82300bc068672be6e0f224933c33e049238e562b187';
/** 00 11 22 up to ff. */
export const EXAMPLE_NONCE = '00112233445566778899aabbccddeeff';
/** The 128 bytes, base64. */
export const EXAMPLE_RELEASE =
  'SU5LMQEQ0AdAAN8CEtNgLKhqIVUn7MgjALwGhgARIjNEVWZ3iJmqu8zd7v+B1oHW1ioq1iqBfyp/KoF/1oHWfyrWKip/KtYqfyp/KtZ/KtaBfyoqKtYqKip/KtYq1tbW1irW1ioq1tbWgSoqAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
/** The same with another byte in its embedding: no row of the codebook. */
export const EXAMPLE_STRANGER = changed(EXAMPLE_RELEASE, 44);
/** RFC 9458, appendix A: asks for https://www.example.com/. */
export const EXAMPLE_ENCAPSULATED = Buffer.from(
  '010020000100014b28f881333e7c164ffc499ad9796f877f4e1051ee6d31bad19dec96c208b4726374e469135906992e1268c594d2a10c695d858c40a026e7965e7d86b83dd440b2c0185204b4d63525',
  'hex',
).toString('base64');
/** The same for a key that nobody has. */
export const EXAMPLE_UNKNOWN_KEY = changed(EXAMPLE_ENCAPSULATED, 0);

function changed(base64: string, at: number): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[at]! ^= 0x7f;
  return bytes.toString('base64');
}
