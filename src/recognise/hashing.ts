/** Functions that hash fast, by symbol, with the position of what they hash; -1 for those that `.update()` feeds. From each package's documentation. */
export const fastHashes: Readonly<Record<string, number>> = {
  'crypto#createHash': -1,
  'crypto#createHmac': -1,
  'crypto#hash': 1,
  'global#Bun.hash': 0,
  'global#Bun.CryptoHasher': -1,
  'crypto-js#MD5': 0,
  'crypto-js#SHA1': 0,
  'crypto-js#SHA224': 0,
  'crypto-js#SHA256': 0,
  'crypto-js#SHA384': 0,
  'crypto-js#SHA512': 0,
  'crypto-js#SHA3': 0,
  'crypto-js#HmacMD5': 0,
  'crypto-js#HmacSHA1': 0,
  'crypto-js#HmacSHA224': 0,
  'crypto-js#HmacSHA256': 0,
  'crypto-js#HmacSHA384': 0,
  'crypto-js#HmacSHA512': 0,
  'crypto-js#HmacSHA3': 0,
  'md5#default': 0,
  'md5#*': 0,
  'blueimp-md5#default': 0,
  'js-md5#md5': 0,
  'js-md5#default': 0,
  'js-md5#*': 0,
  'ts-md5#Md5.hashStr': 0,
  'sha1#default': 0,
  'sha1#*': 0,
  'js-sha1#sha1': 0,
  'js-sha1#default': 0,
  'js-sha256#sha256': 0,
  'js-sha256#default': 0,
  'js-sha512#sha512': 0,
  'sha256#default': 0,
  'sha.js#default': -1,
  'hash.js#sha256': -1,
  'hash.js#sha512': -1,
  '@noble/hashes/sha256#sha256': 0,
  '@noble/hashes/sha512#sha512': 0,
  '@noble/hashes/sha2#sha256': 0,
  '@noble/hashes/sha2#sha512': 0,
  'object-hash#default': 0,
  'password-hash#generate': 0,
};

/** Packages whose functions are slow on purpose and salt: github.com/kelektiv/node.bcrypt.js, github.com/ranisalt/node-argon2, github.com/napi-rs/node-rs. */
const passwordHashes: ReadonlySet<string> = new Set(['bcrypt', 'bcryptjs', 'bcrypt-nodejs', 'bcrypt-ts', '@node-rs/bcrypt', 'argon2', '@node-rs/argon2', 'scrypt', 'scrypt-js', 'scrypt-kdf', '@noble/hashes/scrypt', '@noble/hashes/argon2', '@noble/hashes/pbkdf2', 'oslo/password', '@phc/argon2', '@phc/bcrypt', '@phc/scrypt', 'secure-password', 'credential']);

/** Functions of other packages that are: nodejs.org/api/crypto.html, bun.com/docs/api/hashing. */
const passwordFunctions = /^(?:crypto#|global#)(?:\w+\.)*(?:scrypt|scryptSync|argon2|argon2Sync|pbkdf2|pbkdf2Sync)$|^(?:global#Bun|bun#)\.?password\b|^hash-wasm#(?:argon2|bcrypt|scrypt|pbkdf2)|#scrypt/;

/** Whether a symbol (`source#name.member`) hashes passwords as they should be. */
export function isPasswordHash(symbol: string): boolean {
  const source = symbol.slice(0, symbol.lastIndexOf('#'));
  return passwordFunctions.test(symbol) || passwordHashes.has(source);
}
