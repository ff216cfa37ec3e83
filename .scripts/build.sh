#!/usr/bin/env bash
# The ODMD platform's build hook: it runs after the platform's `npm install` and before its `cdk deploy`. There is nothing to compile (the CDK app
# runs from source and bundles its functions), so this is where a wrong commit stops.
set -euo pipefail
cd "$(dirname "$0")/.."
npm run check
npm run test:unit
