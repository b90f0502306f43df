import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { PackageInfo } from '../../facts/source.js';
import { isUnchanged, type Stamp, stampOf } from '../cache/stamp.js';
import { PACKAGE_HINTS, packageOf, packagesAmong } from './packages.js';

const CODE = /\.[cm]?[jt]sx?$/;

interface Known {
  readonly info: PackageInfo | null;
  readonly stamps: readonly (readonly [path: string, stamp: Stamp | null])[];
}

/**
 * The packages of single files, read from the manifests between each file and the root without walking the tree.
 * Misses what only the whole tree tells: a package that is a backend because another one uses it although a
 * front-end library is among its dependencies.
 */
export class NearestPackages {
  readonly #known = new Map<string, Known>();

  /**
   * @param root absolute folder
   * @param path POSIX, relative to it
   */
  of(root: string, path: string): PackageInfo | null {
    const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
    const key = `${root}\0${folder}`;
    let known = this.#known.get(key);
    if (known === undefined || !known.stamps.every(([file, stamp]) => isUnchanged(stamp, stampOf(file)))) {
      known = read(root, folder, path);
      this.#known.set(key, known);
    }
    return known.info;
  }

  clear(): void {
    this.#known.clear();
  }
}

function read(root: string, folder: string, path: string): Known {
  const paths = new Set<string>([path]);
  const stamps: (readonly [string, Stamp | null])[] = [];
  const list = (dir: string, wanted: (name: string) => boolean): void => {
    let names: string[];
    try {
      names = readdirSync(join(root, dir));
    } catch {
      return; // Not there, or not for us: it says nothing about the package.
    }
    for (const name of names) if (wanted(name)) paths.add(dir === '' ? name : `${dir}/${name}`);
  };
  for (let dir = folder; ; dir = posix.dirname(dir) === '.' ? '' : posix.dirname(dir)) {
    const manifest = join(root, dir, 'package.json');
    stamps.push([manifest, stampOf(manifest)]);
    list(dir, (name) => PACKAGE_HINTS.test(name) || (dir === folder && CODE.test(name)));
    list(dir === '' ? 'src' : `${dir}/src`, (name) => (PACKAGE_HINTS.test(name) || CODE.test(name)) && name !== 'package.json');
    if (dir === '') break;
  }
  stamps.push([join(root, folder), stampOf(join(root, folder))]);
  return { info: packageOf(path, packagesAmong(root, [...paths]).packages), stamps };
}
