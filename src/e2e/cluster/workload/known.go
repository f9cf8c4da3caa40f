package main

import (
	"math/rand"
	"sync"
)

// Known is what the clients tell each other: what was acknowledged and may be referred to. Thread-safe.
type Known struct {
	mutex     sync.Mutex
	layers    map[string][]Blob     // never deleted
	loose     map[string][]Blob     // may be deleted at any time
	manifests map[string][]Manifest // may be deleted at any time, and pushed again
	running   map[string]Blob       // somebody pushes it now
}

// No list grows for ever; what was forgotten is still in the history.
const mostKnown = 300

func newKnown() *Known {
	return &Known{
		layers:    map[string][]Blob{},
		loose:     map[string][]Blob{},
		manifests: map[string][]Manifest{},
		running:   map[string]Blob{},
	}
}

func (k *Known) addLayer(blob Blob) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	blob.content = nil
	k.layers[blob.Repository] = append(k.layers[blob.Repository], blob)
}

func (k *Known) addLoose(blob Blob) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	blob.content = nil
	k.loose[blob.Repository] = append(k.loose[blob.Repository], blob)
}

func (k *Known) addManifest(manifest Manifest) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	list := append(k.manifests[manifest.Repository], manifest)
	k.manifests[manifest.Repository] = list[max(0, len(list)-mostKnown):]
}

func (k *Known) layer(random *rand.Rand, repository string) (Blob, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return one(random, k.layers[repository])
}

func (k *Known) looseBlob(random *rand.Rand, repository string) (Blob, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return one(random, k.loose[repository])
}

// manifest prefers those that were pushed lately.
func (k *Known) manifest(random *rand.Rand, repository string) (Manifest, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	list := k.manifests[repository]
	if random.Intn(2) == 0 {
		list = list[max(0, len(list)-6):]
	}
	return one(random, list)
}

func one[T any](random *rand.Rand, list []T) (T, bool) {
	if len(list) == 0 {
		var none T
		return none, false
	}
	return list[random.Intn(len(list))], true
}

// begin notes a push, so that another client may push the same at the same time.
func (k *Known) begin(blob Blob) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.running[blob.Repository] = blob
}

// twin is what somebody pushes now, or pushed last.
func (k *Known) twin(repository string) (Blob, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	blob, found := k.running[repository]
	return blob, found
}
