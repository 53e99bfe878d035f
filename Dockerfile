# Build
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/ src/
COPY channels/templates/ channels/templates/
RUN dotnet publish src/AmpelBot -c Release -o /app --nologo
COPY channels/ /app/channels/
COPY skymaps/ /app/skymaps/

# Run
FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update \
 && apt-get install -y --no-install-recommends libsqlite3-0 libcairo2 fonts-dejavu-core librdkafka1 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
RUN useradd --system --create-home --uid 10001 ampelbot \
 && install -d -o ampelbot -g ampelbot /data/archive /data/out /app/skymaps/cache \
 && printf '#!/bin/sh\nexec dotnet /app/ampelbot.dll "$@"\n' > /usr/local/bin/ampelbot \
 && chmod 755 /usr/local/bin/ampelbot
ENV AMPELBOT_ARCHIVE=/data/archive AMPELBOT_OUT=/data/out DOTNET_EnableDiagnostics=0 MALLOC_ARENA_MAX=2
# The archive, the files of scans, and fetched sky maps outlive the container.
VOLUME ["/data/archive", "/data/out", "/app/skymaps/cache"]
USER ampelbot
WORKDIR /data
# Healthy: the program starts and reads a sky map.
HEALTHCHECK --interval=60s --timeout=20s CMD ampelbot skymap /app/skymaps/MS260612a.multiorder.fits --json > /dev/null
ENTRYPOINT ["ampelbot"]
CMD ["chat"]
