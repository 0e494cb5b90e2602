# All executables of Paydesk in one image, and the gateway in front of them in another.
#   docker build -t paydesk:local .
#   docker build -t paydesk-gateway:local --target gateway .

FROM swift:6.3-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpq-dev pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Shared Shared
COPY Services Services
# The manifest names the test targets, so their folders must be there; nothing of them gets into an image.
COPY Tests Tests
# What was compiled stays on the builder: a change in one service is then a matter of seconds.
RUN --mount=type=cache,id=paydesk-build,target=/src/.build,sharing=locked \
    swift build --configuration release --static-swift-stdlib -Xlinker -s \
 && mkdir /out \
 && for name in paydesk session-api hosted-page vault fraud-scorer webhook-sender sandbox; do \
        install -m 0755 ".build/release/$name" /out/ || exit 1; \
    done


FROM debian:bookworm-slim AS base
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libpq5 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin paydesk
# Where volumes are mounted: an empty one takes over the owner of the folder, so nothing has to run as root.
RUN install -d -o paydesk -g paydesk -m 0700 /run/secrets /var/lib/paydesk /var/lib/paydesk/secrets \
 && cd /var/lib/paydesk/secrets \
 && install -d -o paydesk -g paydesk -m 0700 \
        owner postgres session-api hosted-page vault fraud-scorer webhook-sender sandbox ../sandbox


# Spreads what comes from outside over the replicas; the place for a TLS certificate.
FROM base AS gateway
RUN apt-get update \
 && apt-get install -y --no-install-recommends haproxy \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/paydesk /usr/local/bin/
COPY deploy/haproxy.cfg /etc/haproxy/haproxy.cfg
RUN haproxy -c -q -f /etc/haproxy/haproxy.cfg
USER 10001:10001
# Finish what runs, take nothing new.
STOPSIGNAL SIGUSR1
CMD ["haproxy", "-db", "-f", "/etc/haproxy/haproxy.cfg"]


FROM base AS paydesk
COPY --from=build /out/ /usr/local/bin/
USER 10001:10001
CMD ["paydesk", "--help"]
