import type { EffectLibraries } from './effect-libraries.js';

const bcrypt = { calls: ['hashSync', 'compareSync', 'genSaltSync'] };

/** Calls that hold up the event loop until a file, a child process or a computation is done. */
export const blockingCalls: EffectLibraries = {
  // nodejs.org/api/fs.html#synchronous-api
  fs: {
    calls: [
      'accessSync', 'appendFileSync', 'chmodSync', 'chownSync', 'copyFileSync', 'cpSync', 'existsSync', 'fstatSync', 'fsyncSync', 'linkSync', 'lstatSync', 'mkdirSync', 'mkdtempSync', 'opendirSync', 'openSync',
      'readdirSync', 'readFileSync', 'readlinkSync', 'readSync', 'readvSync', 'realpathSync', 'renameSync', 'rmSync', 'rmdirSync', 'statSync', 'statfsSync', 'symlinkSync', 'truncateSync', 'unlinkSync', 'utimesSync',
      'writeFileSync', 'writeSync', 'writevSync', 'closeSync', 'globSync',
    ],
  },
  // github.com/jprichardson/node-fs-extra
  'fs-extra': {
    calls: [
      'appendFileSync', 'copySync', 'copyFileSync', 'emptyDirSync', 'ensureDirSync', 'ensureFileSync', 'existsSync', 'mkdirSync', 'mkdirpSync', 'mkdirsSync', 'moveSync', 'outputFileSync', 'outputJsonSync', 'pathExistsSync', 'readdirSync',
      'readFileSync', 'readJsonSync', 'readJSONSync', 'removeSync', 'renameSync', 'rmSync', 'statSync', 'unlinkSync', 'writeFileSync', 'writeJsonSync', 'writeJSONSync',
    ],
  },
  'graceful-fs': { calls: ['existsSync', 'mkdirSync', 'readdirSync', 'readFileSync', 'statSync', 'unlinkSync', 'writeFileSync'] },
  glob: { calls: ['globSync', 'sync'] },
  'fast-glob': { calls: ['globSync', 'sync'] },
  rimraf: { calls: ['rimrafSync', 'sync'] },
  mkdirp: { calls: ['mkdirpSync', 'sync'] },
  // nodejs.org/api/crypto.html, nodejs.org/api/child_process.html, nodejs.org/api/zlib.html
  crypto: { calls: ['pbkdf2Sync', 'scryptSync', 'argon2Sync', 'hkdfSync', 'generateKeyPairSync', 'generateKeySync', 'generatePrimeSync', 'checkPrimeSync'] },
  // github.com/mscdex/ssh2#utilities
  ssh2: { calls: ['utils.generateKeyPairSync'] },
  child_process: { calls: ['execSync', 'execFileSync', 'spawnSync'] },
  zlib: { calls: ['brotliCompressSync', 'brotliDecompressSync', 'deflateSync', 'deflateRawSync', 'gzipSync', 'gunzipSync', 'inflateSync', 'inflateRawSync', 'unzipSync', 'zstdCompressSync', 'zstdDecompressSync'] },
  execa: { calls: ['execaSync', 'execaCommandSync', 'sync'] },
  shelljs: { calls: ['exec'] },
  'cross-spawn': { calls: ['sync'] },
  // github.com/kelektiv/node.bcrypt.js, github.com/dcodeIO/bcrypt.js, github.com/napi-rs/node-rs
  bcrypt,
  bcryptjs: bcrypt,
  'bcrypt-nodejs': bcrypt,
  '@node-rs/bcrypt': { calls: ['hashSync', 'verifySync', 'compareSync'] },
  '@node-rs/argon2': { calls: ['hashSync', 'verifySync'] },
  'adm-zip': { calls: ['extractAllTo', 'addLocalFolder', 'writeZip'] },
  xlsx: { calls: ['readFile', 'writeFile', 'writeFileXLSX'] },
};
