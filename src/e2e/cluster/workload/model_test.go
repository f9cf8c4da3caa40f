package main

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

const digestA, digestB = "sha256:1111111111", "sha256:2222222222"

func push(digest, condition string, outcome Outcome, call, end int64) Entry {
	return Entry{Kind: PushManifest, Repository: "r", Tag: "t", Digest: digest, Condition: condition, Outcome: outcome, Call: call, Return: end}
}

func remove(outcome Outcome, call, end int64) Entry {
	return Entry{Kind: DeleteTag, Repository: "r", Tag: "t", Outcome: outcome, Call: call, Return: end}
}

func forget(digest string, outcome Outcome, call, end int64) Entry {
	return Entry{Kind: DeleteManifest, Repository: "r", Digest: digest, Outcome: outcome, Call: call, Return: end}
}

func read(found string, call, end int64) Entry {
	return Entry{Kind: ReadTag, Repository: "r", Tag: "t", Found: found, Outcome: OK, Call: call, Return: end}
}

func TestHistories(t *testing.T) {
	for name, test := range map[string]struct {
		history []Entry
		legal   bool
	}{
		"a read sees the last push":                 {[]Entry{push(digestA, "", OK, 1, 2), push(digestB, "", OK, 3, 4), read(digestB, 5, 6)}, true},
		"a read of what was replaced":               {[]Entry{push(digestA, "", OK, 1, 2), push(digestB, "", OK, 3, 4), read(digestA, 5, 6)}, false},
		"a read beside a push may see either":       {[]Entry{push(digestA, "", OK, 1, 2), push(digestB, "", OK, 3, 9), read(digestB, 4, 5), read(digestB, 6, 7)}, true},
		"two reads beside a push do not go back":    {[]Entry{push(digestA, "", OK, 1, 2), push(digestB, "", OK, 3, 9), read(digestB, 4, 5), read(digestA, 6, 7)}, false},
		"a push without an answer may happen late":  {[]Entry{push(digestA, "", Unknown, 1, 2), push(digestB, "", OK, 3, 4), read(digestB, 5, 6), read(digestA, 7, 8)}, true},
		"a push without an answer may never happen": {[]Entry{push(digestA, "", Unknown, 1, 2), read("", 3, 4)}, true},
		"a push without an answer happens once":     {[]Entry{push(digestA, "", Unknown, 1, 2), push(digestB, "", OK, 3, 4), read(digestA, 5, 6), push(digestB, "", OK, 7, 8), read(digestA, 9, 10)}, false},
		"an acknowledged push is lost":              {[]Entry{push(digestA, "", OK, 1, 2), read("", 3, 4)}, false},
		"of two that create one is refused":         {[]Entry{push(digestA, "*", OK, 1, 5), push(digestB, "*", Refused, 2, 6), read(digestA, 7, 8)}, true},
		"two that create both win":                  {[]Entry{push(digestA, "*", OK, 1, 5), push(digestB, "*", OK, 2, 6)}, false},
		"two that replace the same both win":        {[]Entry{push(digestA, "", OK, 1, 2), push(digestB, digestA, OK, 3, 7), push("sha256:3", digestA, OK, 4, 8)}, false},
		"a refusal without a reason":                {[]Entry{push(digestA, "*", Refused, 1, 2)}, false},
		"a delete of nothing is refused":            {[]Entry{remove(Refused, 1, 2)}, true},
		"a delete of nothing is done":               {[]Entry{remove(OK, 1, 2)}, false},
		"a tag goes with its manifest":              {[]Entry{push(digestA, "", OK, 1, 2), forget(digestA, OK, 3, 4), read("", 5, 6)}, true},
		"a tag stays when its manifest goes":        {[]Entry{push(digestA, "", OK, 1, 2), forget(digestA, OK, 3, 4), read(digestA, 5, 6)}, false},
		"a tag moves away before its manifest goes": {[]Entry{push(digestA, "", OK, 1, 2), push(digestB, "", OK, 3, 4), forget(digestA, OK, 5, 6), read(digestB, 7, 8)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if legal := linearizable(test.history); legal != test.legal {
				t.Errorf("linearizable: %v, expected %v", legal, test.legal)
			}
		})
	}
}

func TestPlantedViolationsAreSeen(t *testing.T) {
	history := []Entry{push(digestA, "", OK, 10, 20), push(digestB, "", OK, 30, 40), push("sha256:3", "", OK, 50, 60), remove(OK, 70, 80), read("", 90, 100)}
	if !linearizable(history) {
		t.Fatal("the history is a violation itself")
	}
	for _, kind := range []string{"stale", "lost", "returned", "both"} {
		added, err := violation(kind, history)
		if err != nil {
			t.Fatal(err)
		}
		if linearizable(append(history, added)) {
			t.Errorf("%s was not seen", kind)
		}
	}
}

func linearizable(history []Entry) bool {
	for _, operations := range registers(history) {
		if !porcupine.CheckOperations(registerModel, operations) {
			return false
		}
	}
	return true
}
