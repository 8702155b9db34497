import { describeScenarios } from './describe-scenarios.ts';

describeScenarios(2, 3);
