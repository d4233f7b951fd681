// What the product is measured against, installed on demand into a folder of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const MAIN = {
  'yaml-language-server': 'bin/yaml-language-server',
  '@stoplight/spectral-cli': 'dist/index.js',
  'ajv-cli': 'dist/index.js',
};

/**
 * The peers' versions: the newest that a Node can run.
 * @param {string} nodeVersion such as `v20.1.0`
 */
function wanted(nodeVersion) {
  const [major, minor] = nodeVersion.slice(1).split('.').map(Number);
  const newest = major > 22 || (major === 22 && minor >= 13);
  return { 'yaml-language-server': newest ? 'latest' : '1', '@stoplight/spectral-cli': '6', 'ajv-cli': '5' };
}

/**
 * Installs the peers where they are not there yet.
 * @param {string} folder
 * @param {string} nodeVersion of the Node that runs them
 * @returns {Record<string, { version: string, main: string }>}
 */
export function installPeers(folder, nodeVersion) {
  const home = path.join(folder, `peers-node${nodeVersion.slice(1).split('.')[0]}`);
  const ready = path.join(home, 'ready');
  if (!existsSync(ready)) {
    console.log('Installing the peers (once) …');
    mkdirSync(home, { recursive: true });
    writeFileSync(
      path.join(home, 'package.json'),
      JSON.stringify({ private: true, dependencies: wanted(nodeVersion) }),
    );
    const { status, error } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: home,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      timeout: 240_000,
    });
    if (status !== 0) throw new Error(`The peers could not be installed${error ? `: ${error.message}` : ''}`);
    writeFileSync(ready, '');
  }
  return Object.fromEntries(
    Object.entries(MAIN).map(([name, main]) => {
      const at = path.join(home, 'node_modules', name);
      return [
        name,
        { version: JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8')).version, main: path.join(at, main) },
      ];
    }),
  );
}

/**
 * The register's schema as one file without outward references, so that a peer can read it as it is.
 * @param {string} schemas folder of the product's schemas
 * @param {string} folder where to write it
 * @returns {string} its path
 */
export function writeSchema(schemas, folder) {
  const read = (name) =>
    JSON.parse(
      readFileSync(path.join(schemas, name), 'utf8').replaceAll(
        /(?:common\.schema\.json)?#\/\$defs\//g,
        '#/definitions/',
      ),
    );
  const { $id: _id, ...suppliers } = read('suppliers.schema.json');
  const { $defs } = read('common.schema.json');
  const file = path.join(folder, 'register.schema.json');
  writeFileSync(file, JSON.stringify({ ...suppliers, definitions: $defs }));
  return file;
}

/** The settings of the YAML extension, as an editor would send them. No schema is fetched from anywhere. */
export const peerConfiguration = (schemaFile) => (section) =>
  section === 'yaml'
    ? {
        validate: true,
        hover: true,
        completion: true,
        schemaStore: { enable: false },
        schemas: { [pathToFileURL(schemaFile).href]: ['suppliers.yaml', '*.supplier.yaml', 'suppliers/*.yaml'] },
      }
    : {};

/** Six rules of the kind that people write for such registers today. */
export const SPECTRAL_RULES = `rules:
  supplier-id: { given: '$.suppliers[*].id', severity: error, then: { function: pattern, functionOptions: { match: '^[a-z0-9-]+$' } } }
  supplier-status: { given: '$.suppliers[*].status', severity: error, then: { function: enumeration, functionOptions: { values: [prospective, active, suspended, terminated] } } }
  supplier-access: { given: '$.suppliers[*]', severity: error, then: { field: access, function: truthy } }
  supplier-dpa: { given: '$.suppliers[*]', severity: error, then: { field: dpa, function: truthy } }
  supplier-hosting: { given: '$.suppliers[*].hosting[*]', severity: error, then: { function: pattern, functionOptions: { notMatch: '^(US|global)' } } }
  review-date: { given: '$.suppliers[*].reviews[*].date', severity: error, then: { function: pattern, functionOptions: { match: '^[0-9]{4}-[0-9]{2}-[0-9]{2}' } } }
`;
