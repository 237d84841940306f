/** The repositories of colony in ECR. */
import { expireAfterDays, repository } from 'baketree';
import {
  ECR_BASE_REPOSITORY,
  ECR_CACHE_REPOSITORY,
  ECR_REPOSITORY,
} from './colony-registry-variables.ts';

// As specified. It deletes a deployed image, too, when nothing was pushed for a month; keepNewestTagged(10)
// in front of it would keep the last ten.
const asSpecified = {
  scanOnPush: true,
  encryption: 'AES256',
  tags: { project: 'distributed-colony' },
  lifecycle: [expireAfterDays(30)],
} as const;

// Tags move with each build, and leave what they led to without one. An expired cache costs time, once.
const forCaches = {
  scanOnPush: false,
  encryption: 'AES256',
  tags: { project: 'distributed-colony' },
  lifecycle: [
    {
      description: 'Expire caches of pull requests after 7 days',
      expire: { patterns: ['*-pr-*'] },
      pushedDaysAgo: 7,
    },
    {
      description: 'Expire caches after 30 days',
      expire: { patterns: ['*-*'] },
      pushedDaysAgo: 30,
    },
    {
      description: 'Expire caches that newer ones have replaced',
      expire: 'untagged',
      pushedDaysAgo: 1,
    },
  ],
} as const;

/** Those of both images, and of build caches. */
export const repositories = [
  repository(ECR_REPOSITORY, asSpecified),
  repository(ECR_BASE_REPOSITORY, asSpecified),
  repository(ECR_CACHE_REPOSITORY, forCaches),
];
