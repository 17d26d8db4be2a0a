#!/bin/sh
# Copies what the sketch is made of into its folder, where the Arduino tools look for it.
set -eu
cd "$(dirname "$0")"
rm -rf LiveOps/src
mkdir LiveOps/src
cp -R ../core LiveOps/src/core
