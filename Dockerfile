# docker build -t isms-author . && docker run --rm -v "$PWD:/isms:ro" isms-author check
FROM node:22-alpine AS build
WORKDIR /build
COPY . .
RUN npm ci --ignore-scripts && npm rebuild esbuild && npm run build && node scripts/npm.mjs && mv dist/isms-author-*.tgz isms-author.tgz

FROM node:22-alpine
# git is for --since, and reads only. The mounted folder belongs to another user than the one in here.
RUN apk add --no-cache git && git config --system --add safe.directory /isms
COPY --from=build /build/isms-author.tgz /tmp/
RUN npm install --global --ignore-scripts /tmp/isms-author.tgz && rm /tmp/isms-author.tgz
USER node
WORKDIR /isms
ENTRYPOINT ["isms"]
CMD ["check"]
