package main

import "net/http"

// pushManifest sets the tag, or none if it is empty. It is sent again until it is answered.
func (c *Client) pushManifest(manifest Manifest, tag, condition string) {
	reference := tag
	if tag == "" {
		reference = manifest.Digest
	}
	header := map[string]string{"Content-Type": imageType}
	switch condition {
	case "":
	case "*":
		header["If-None-Match"] = "*"
	default:
		header["If-Match"] = `"` + condition + `"`
	}
	refused := 0
	if condition != "" {
		refused = http.StatusPreconditionFailed
	}
	for b := c.backoff(); b.again(); {
		e := c.entry(PushManifest, manifest.Repository)
		e.Tag, e.Digest, e.Condition = tag, manifest.Digest, condition
		answer, err := c.registry.Send(Request{Method: http.MethodPut, Header: header,
			Path: "/v2/" + manifest.Repository + "/manifests/" + reference,
			Body: bytesOf(manifest.content), Size: int64(len(manifest.content))})
		switch c.end(e, answer, err, http.StatusCreated, refused) {
		case OK:
			c.known.addManifest(manifest)
			return
		case Unknown:
			continue
		default:
			return
		}
	}
}

// remove deletes by tag, by digest or a blob. What was not there is a refusal.
func (c *Client) remove(kind Kind, repository, tag, digest string) {
	path := "/v2/" + repository + "/manifests/" + tag + digest
	if kind == DeleteBlob {
		path = "/v2/" + repository + "/blobs/" + digest
	}
	for b := c.backoff(); b.again(); {
		e := c.entry(kind, repository)
		e.Tag, e.Digest = tag, digest
		answer, err := c.registry.Send(Request{Method: http.MethodDelete, Path: path})
		if c.end(e, answer, err, http.StatusAccepted, http.StatusNotFound) != Unknown {
			return
		}
	}
}
