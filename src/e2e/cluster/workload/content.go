package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
)

const (
	imageType  = "application/vnd.oci.image.manifest.v1+json"
	configType = "application/vnd.oci.image.config.v1+json"
	layerType  = "application/vnd.oci.image.layer.v1.tar"
)

// A Blob has its content in memory until it is pushed.
type Blob struct {
	Repository string
	Digest     string
	Size       int64
	loose      bool // may be deleted at any time
	content    []byte
}

// newBlob makes content that nobody else has: mostly small, sometimes of several S3 parts.
func newBlob(random *rand.Rand, repository string) Blob {
	var size int
	switch dice := random.Intn(100); {
	case dice < 55:
		size = 2<<10 + random.Intn(62<<10)
	case dice < 85:
		size = 64<<10 + random.Intn(960<<10)
	case dice < 96:
		size = 1<<20 + random.Intn(5<<20)
	default:
		size = 6<<20 + random.Intn(14<<20)
	}
	content := make([]byte, size)
	random.Read(content)
	return Blob{Repository: repository, Digest: digestOf(content), Size: int64(size), content: content}
}

// A Manifest of an image; its bytes are what was pushed.
type Manifest struct {
	Repository string
	Digest     string
	Blobs      []Blob
	content    []byte
	mediaType  string // empty for an image
}

type descriptor struct {
	MediaType string `json:"mediaType"`
	Digest    string `json:"digest"`
	Size      int64  `json:"size"`
}

// newManifest names the blobs, the first one as the config.
func newManifest(repository, name string, blobs []Blob) Manifest {
	layers := []descriptor{}
	for _, blob := range blobs[1:] {
		layers = append(layers, descriptor{layerType, blob.Digest, blob.Size})
	}
	content, err := json.Marshal(map[string]any{
		"schemaVersion": 2,
		"mediaType":     imageType,
		"config":        descriptor{configType, blobs[0].Digest, blobs[0].Size},
		"layers":        layers,
		"annotations":   map[string]string{"name": name},
	})
	if err != nil {
		panic(err)
	}
	return Manifest{Repository: repository, Digest: digestOf(content), Blobs: blobs, content: content}
}

// blobsOf a manifest as it was pulled.
func blobsOf(repository string, content []byte) ([]Blob, error) {
	var image struct {
		Config descriptor   `json:"config"`
		Layers []descriptor `json:"layers"`
	}
	if err := json.NewDecoder(bytes.NewReader(content)).Decode(&image); err != nil {
		return nil, fmt.Errorf("no manifest: %w", err)
	}
	blobs := []Blob{}
	for _, d := range append([]descriptor{image.Config}, image.Layers...) {
		blobs = append(blobs, Blob{Repository: repository, Digest: d.Digest, Size: d.Size})
	}
	return blobs, nil
}
