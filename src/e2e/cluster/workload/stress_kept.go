package main

import (
	"math/rand"
	"sync"
	"time"
)

// A held manifest was acknowledged. Whoever takes it from its shelf has it alone.
type held struct {
	Manifest
	parts []Manifest // children and referrers, which come and go with it
	tag   string     // its own, which nobody else moves; empty if it has none
	mutex sync.RWMutex
	gone  bool
	seen  time.Time // it was there then, or came later
	mayGo time.Time // from when on a rule may take it; zero if none does
	pin   string    // what it is pinned by
}

func (h *held) expires() bool {
	return !h.mayGo.IsZero()
}

// mayBeGone is asked after the answer that says so.
func (h *held) mayBeGone() bool {
	return h.expires() && !time.Now().Before(h.mayGo)
}

// with runs the action while nobody deletes the manifest, unless somebody has.
func (h *held) with(action func()) {
	h.mutex.RLock()
	defer h.mutex.RUnlock()
	if !h.gone {
		action()
	}
}

// leave waits for those that are at it; from then on nobody who knew it relies on it.
func (h *held) leave() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.gone = true
}

func (h *held) comeBack() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.gone = false
}

// A shelf says what must hold of the manifests on it.
type shelf int

const (
	there    shelf = iota // they are there
	fleeting              // they are there until a rule takes them
	pinned                // they are there, and nobody can delete them
	trashed               // they can be had back
	shelves
)

// Kept is what the clients know of manifests, by repository. Thread-safe.
type kept struct {
	mutex sync.Mutex
	lists [shelves]map[string][]*held
}

func (k *kept) put(s shelf, h *held) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.lists[s] == nil {
		k.lists[s] = map[string][]*held{}
	}
	k.lists[s][h.Repository] = append(k.lists[s][h.Repository], h)
}

// one stays where it is.
func (k *kept) one(random *rand.Rand, s shelf, repository string) (*held, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return one(random, k.lists[s][repository])
}

func (k *kept) count(s shelf, repository string) int {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return len(k.lists[s][repository])
}

func (k *kept) all(s shelf, repository string) []*held {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return append([]*held{}, k.lists[s][repository]...)
}

func (k *kept) takeAll(s shelf, repository string) []*held {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	list := k.lists[s][repository]
	delete(k.lists[s], repository)
	return list
}

// take makes the caller the only one who knows it.
func (k *kept) take(random *rand.Rand, s shelf, repository string) (*held, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	list := k.lists[s][repository]
	if len(list) == 0 {
		return nil, false
	}
	i := random.Intn(len(list))
	h := list[i]
	list[i] = list[len(list)-1]
	k.lists[s][repository] = list[:len(list)-1]
	return h, true
}
