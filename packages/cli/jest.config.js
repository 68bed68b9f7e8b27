import preset from '@skill-neurons/tooling-jest';

// The tests start the built command line many times.
export default { ...preset, testTimeout: 180_000 };
