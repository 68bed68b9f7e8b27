export { default } from '@skill-neurons/tooling-eslint';
