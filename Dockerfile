# The one image of Hand in Hand: migrate, serve and worker are its commands.
FROM node:20-bookworm-slim AS pages
WORKDIR /src/ui
COPY ui/package.json ui/package-lock.json ui/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY ui/ ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=pages /src/ui/dist ./ui/dist
ARG VERSION=unreleased
RUN CGO_ENABLED=0 go build -tags nodynamic -ldflags "-X handinhand/cli.Version=${VERSION}" -o /handinhand . && mkdir /tombstones

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /handinhand /handinhand
COPY --from=build --chown=65532:65532 /tombstones /tombstones
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/handinhand"]
CMD ["help"]
