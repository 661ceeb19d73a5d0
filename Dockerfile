# The image of Riskgate: Node, the built program, the card templates, and what it needs from npm. Nothing of it is written at
# run time, so that the root file system may be read-only; the embedded store writes to /data alone.
#
#   docker build -t riskgate .
#   docker run --read-only -v riskgate:/data --env-file FILE -p 3978:3978 --memory 1g -e NODE_OPTIONS=--max-old-space-size=640 riskgate
#
# Without NODE_OPTIONS Node's heap has half of the memory: the operator's guide says how much is needed.
#
# For a build that can be repeated give the image with its digest: --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/remove-folder.mjs scripts/
COPY src src
RUN npm run build

FROM ${NODE_IMAGE} AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
# The chat windows of local mode have no place in production. Maps and sources in TypeScript are not read by Node.
RUN npm uninstall --no-save --omit=dev @microsoft/m365agentsplayground
RUN find node_modules -type f -name '*.map' -delete
RUN find node_modules -type f '(' -name '*.ts' -o -name '*.mts' -o -name '*.cts' ')' -delete

FROM ${NODE_IMAGE}
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY cards cards
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
# Belongs to the user that the program runs as, whoever the volume is made by.
RUN install -d -o 1000 -g 1000 -m 0700 /data
USER 1000:1000
VOLUME /data
EXPOSE 3978
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["node", "dist/health-check.js"]
CMD ["node", "dist/main.js"]
