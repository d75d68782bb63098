/* Prints what a librdkafka was built with; fails when it is another version or has no mock broker. */
#include <stdio.h>
#include <string.h>
#include "rdkafka.h"
#include "rdkafka_mock.h"

int main(int argc, char **argv) {
  char features[512];
  size_t size = sizeof(features);
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  if (argc != 2 || strcmp(rd_kafka_version_str(), argv[1]) != 0) {
    fprintf(stderr, "expected librdkafka %s, found %s\n", argc == 2 ? argv[1] : "?", rd_kafka_version_str());
    return 1;
  }
  if (rd_kafka_conf_get(conf, "builtin.features", features, &size) != RD_KAFKA_CONF_OK) return 1;
  if ((void *)rd_kafka_mock_cluster_new == NULL) return 1;
  puts(features);
  rd_kafka_conf_destroy(conf);
  return 0;
}
