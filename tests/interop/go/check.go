// Command check reads a log that our program published, with the packages of Go's own transparency log.
//
// Standard input: one JSON object (type task). Standard output: one JSON object (type report). Every difference is a
// line under "problems"; an empty list means that both programs agree on all of it.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type head struct {
	Note string
	Size int64
	Root string
}

type proof struct {
	Index int64 // of the entry; for a consistency proof the old size
	Size  int64
	Root  string
	Leaf  string // for a consistency proof the old root
	Proof []string
}

type growth struct {
	Old, New int64
	Paths    []string
}

type task struct {
	Folder      string
	Key         string
	Secret      string
	Text        string
	Heads       []head
	Inclusion   []proof
	Consistency []proof
	Growth      []growth
}

type report struct {
	Signed   string
	Entries  int64
	Problems []string
}

var out report

func wrong(format string, facts ...any) {
	out.Problems = append(out.Problems, fmt.Sprintf(format, facts...))
}

// tiles reads tiles from a folder laid out as C2SP tlog-tiles says: Go's own path without the height.
type tiles struct{ folder string }

func (t tiles) Height() int                     { return height }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(t.folder, path(tile)))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

func hash(text string) tlog.Hash {
	found, err := tlog.ParseHash(text)
	if err != nil {
		wrong("hash %q: %v", text, err)
	}
	return found
}

func hashes(texts []string) []tlog.Hash {
	found := []tlog.Hash{}
	for _, text := range texts {
		found = append(found, hash(text))
	}
	return found
}

// checkHead opens the note and compares what it says with what our program said it would.
func checkHead(verifier note.Verifier, it head) {
	opened, err := note.Open([]byte(it.Note), note.VerifierList(verifier))
	if err != nil {
		wrong("note of size %d: %v", it.Size, err)
		return
	}
	want := fmt.Sprintf("%s\n%d\n%s\n", verifier.Name(), it.Size, it.Root)
	if opened.Text != want {
		wrong("note of size %d says %q", it.Size, opened.Text)
	}
}

// checkEntries hashes every entry of the largest tree and compares it with the authenticated tile.
func checkEntries(folder string, tree tlog.Tree, reader tlog.HashReader) {
	for index := int64(0); index < tree.N; index += 256 {
		width := min(256, tree.N-index)
		tile := tlog.Tile{H: height, L: -1, N: index / 256, W: int(width)}
		name := strings.Replace(path(tile), "tile/data/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			wrong("bundle: %v", err)
			return
		}
		var places []int64
		for i := int64(0); i < width; i++ {
			places = append(places, tlog.StoredHashIndex(0, index+i))
		}
		leaves, err := reader.ReadHashes(places)
		if err != nil {
			wrong("tile %d: %v", index/256, err)
			return
		}
		for i := int64(0); i < width; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				wrong("bundle %s is short", name)
				return
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			if tlog.RecordHash(data[2:end]) != leaves[i] {
				wrong("entry %d is not the one in the tree", index+i)
			}
			data = data[end:]
			out.Entries++
		}
		if len(data) != 0 {
			wrong("bundle %s is long", name)
		}
	}
}

func same(one []tlog.Hash, other []tlog.Hash) bool {
	return fmt.Sprint(one) == fmt.Sprint(other)
}

func run(it task) {
	verifier, err := note.NewVerifier(it.Key)
	if err != nil {
		wrong("key: %v", err)
		return
	}
	for _, one := range it.Heads {
		checkHead(verifier, one)
	}
	signer, err := note.NewSigner(it.Secret)
	if err != nil {
		wrong("secret key: %v", err)
		return
	}
	signed, err := note.Sign(&note.Note{Text: it.Text}, signer)
	if err != nil {
		wrong("signing: %v", err)
	}
	out.Signed = base64.StdEncoding.EncodeToString(signed)

	for _, one := range it.Growth {
		var paths []string
		listed := tlog.NewTiles(height, one.Old, one.New)
		for i, tile := range listed {
			// Go lists an unfinished tile at every width from the old one on; we publish the new one, if it is new
			widest := i+1 == len(listed) || listed[i+1].L != tile.L || listed[i+1].N != tile.N
			before := one.Old>>(height*tile.L) - tile.N<<height
			if widest && before != int64(tile.W) {
				paths = append(paths, path(tile))
			}
		}
		if fmt.Sprint(paths) != fmt.Sprint(one.Paths) {
			wrong("tiles from %d to %d: %v, not %v", one.Old, one.New, paths, one.Paths)
		}
	}

	readers := map[int64]tlog.HashReader{}
	for _, one := range it.Heads {
		tree := tlog.Tree{N: one.Size, Hash: hash(one.Root)}
		readers[one.Size] = tlog.TileHashReader(tree, tiles{it.Folder})
		root, err := tlog.TreeHash(one.Size, readers[one.Size])
		if err != nil || root != tree.Hash {
			wrong("root of size %d: %v %v", one.Size, root, err)
		}
	}
	for _, one := range it.Inclusion {
		root, leaf, theirs := hash(one.Root), hash(one.Leaf), hashes(one.Proof)
		if err := tlog.CheckRecord(tlog.RecordProof(theirs), one.Size, root, one.Index, leaf); err != nil {
			wrong("entry %d in %d: %v", one.Index, one.Size, err)
		}
		ours, err := tlog.ProveRecord(one.Size, one.Index, readers[one.Size])
		if err != nil || !same(ours, theirs) {
			wrong("proof of entry %d in %d differs: %v", one.Index, one.Size, err)
		}
	}
	for _, one := range it.Consistency {
		root, old, theirs := hash(one.Root), hash(one.Leaf), hashes(one.Proof)
		if err := tlog.CheckTree(tlog.TreeProof(theirs), one.Size, root, one.Index, old); err != nil {
			wrong("%d before %d: %v", one.Index, one.Size, err)
		}
		ours, err := tlog.ProveTree(one.Size, one.Index, readers[one.Size])
		if err != nil || !same(ours, theirs) {
			wrong("proof of %d before %d differs: %v", one.Index, one.Size, err)
		}
	}
	last := it.Heads[len(it.Heads)-1]
	checkEntries(it.Folder, tlog.Tree{N: last.Size, Hash: hash(last.Root)}, readers[last.Size])
}

func main() {
	var it task
	if err := json.NewDecoder(os.Stdin).Decode(&it); err != nil {
		wrong("task: %v", err)
	} else {
		run(it)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		panic(err)
	}
}
