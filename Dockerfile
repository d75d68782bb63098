# syntax=docker/dockerfile:1
# Two stages: the SDK builds and publishes, the small runtime image runs. Not built on the machine it was written on (no Docker there).
#   docker build -t fraudwatch --target worker .
#   docker build -t fraudwatch-cli --target cli .

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# For feeds that lack librdkafka.redist; with the package none of it is used.
RUN apt-get update \
 && apt-get install -y --no-install-recommends npm gcc g++ make zlib1g-dev libssl-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# The solution's own targets find out what the feed has, so it is restored as a whole before single programs are published.
RUN dotnet restore FraudWatch.sln \
 && { grep -q '<FeedHasLibrdkafka>true<' artifacts/feed.props || eng/build-librdkafka; }
RUN dotnet publish src/FraudWatch.Worker -c Release -o /out/worker \
 && dotnet publish src/FraudWatch.Cli -c Release -o /out/cli

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS worker
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl libssl3t64 zlib1g \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /out/worker .
COPY models /app/models
# Where a volume for snapshots is mounted; it takes over the owner.
RUN install -d -o $APP_UID /var/lib/fraudwatch
ENV FRAUDWATCH__MODELS__FOLDER=/app/models \
    FRAUDWATCH__HEALTH__ADDRESS=0.0.0.0 \
    FRAUDWATCH__HEALTH__PORT=8080
USER $APP_UID
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["curl", "-fsS", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["dotnet", "FraudWatch.Worker.dll"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS cli
WORKDIR /app
COPY --from=build /out/cli .
COPY models /app/models
USER $APP_UID
ENTRYPOINT ["dotnet", "FraudWatch.Cli.dll"]
