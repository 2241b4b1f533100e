// Command sumdb reads a log of Tocsin's, as it is served, with the packages that Go's own tools use for the log of the Go checksum database,
// and checks everything that they can check: heads, the inclusion of every record, the consistency of two heads, a proof file.
//
//	sumdb DIR
//
// DIR holds what a node serves of one log, under the very paths (checkpoint, tile/...), a head that was served earlier (checkpoint.old), the
// author's key (key: its SubjectPublicKeyInfo in base64), a partner's (cosigner: NAME, a space, its SubjectPublicKeyInfo in base64) and a
// proof file (record.tlog-proof).
package main

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight is that of C2SP tlog-tiles, which leaves it out of the paths.
const tileHeight = 8

func main() {
	if err := check(os.Args[1]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func check(dir string) error {
	files := folder(dir)
	verifiers, err := files.verifiers()
	if err != nil {
		return err
	}
	old, err := files.head("checkpoint.old", verifiers)
	if err != nil {
		return err
	}
	tree, err := files.head("checkpoint", verifiers)
	if err != nil {
		return err
	}

	hashes := tlog.TileHashReader(tree, files)
	if root, err := tlog.TreeHash(tree.N, hashes); err != nil || root != tree.Hash {
		return fmt.Errorf("the tiles lead to the root %v, the head says %v: %v", root, tree.Hash, err)
	}
	leaves, err := files.leaves(tree.N)
	if err != nil {
		return err
	}
	for index, leaf := range leaves {
		proof, err := tlog.ProveRecord(tree.N, int64(index), hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), leaf); err != nil {
			return fmt.Errorf("record %d: %w", index, err)
		}
	}
	growth, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(growth, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("from %d to %d records: %w", old.N, tree.N, err)
	}
	proven, err := files.proof("record.tlog-proof", leaves, verifiers)
	if err != nil {
		return err
	}
	fmt.Printf("%d records, grown from %d, and record %d proven\n", tree.N, old.N, proven)
	return nil
}

type folder string

func (f folder) read(path string) ([]byte, error) { return os.ReadFile(filepath.Join(string(f), path)) }

func (f folder) Height() int { return tileHeight }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := f.read("tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight)))
		if err != nil {
			return nil, err
		}
		read[i] = data
	}
	return read, nil
}

// leaves reads the entry bundles of C2SP tlog-tiles: each record behind its length, a big-endian uint16.
func (f folder) leaves(size int64) ([]tlog.Hash, error) {
	var leaves []tlog.Hash
	for bundle := int64(0); int64(len(leaves)) < size; bundle++ {
		width := size - bundle<<tileHeight
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		tile := tlog.Tile{H: tileHeight, L: -1, N: bundle, W: int(width)}
		data, err := f.read("tile/entries/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/data/", tileHeight)))
		if err != nil {
			return nil, err
		}
		for len(data) >= 2 {
			length := 2 + int(binary.BigEndian.Uint16(data))
			if length > len(data) {
				return nil, fmt.Errorf("bundle %d is cut short", bundle)
			}
			leaves = append(leaves, tlog.RecordHash(data[2:length]))
			data = data[length:]
		}
		if want := bundle<<tileHeight + width; len(data) != 0 || int64(len(leaves)) != want {
			return nil, fmt.Errorf("bundle %d does not hold %d records", bundle, width)
		}
	}
	return leaves, nil
}

func (f folder) head(path string, verifiers note.Verifiers) (tlog.Tree, error) {
	text, err := f.read(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	return head(text, verifiers)
}

// head opens a checkpoint (C2SP): origin, size and root, a line each, signed by the key that bears the origin's name.
func head(text []byte, verifiers note.Verifiers) (tlog.Tree, error) {
	signed, err := note.Open(text, verifiers)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("the head: %w", err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || len(lines[3]) != 0 || signed.Sigs[0].Name != lines[0] {
		return tlog.Tree{}, fmt.Errorf("the head is not one of its signer's: %q, signed by %s", signed.Text, signed.Sigs[0].Name)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// proof checks a proof file (C2SP tlog-proof) against the leaves that were read; its head must be signed by the author and cosigned by the partner.
func (f folder) proof(path string, leaves []tlog.Hash, verifiers note.Verifiers) (int64, error) {
	text, err := f.read(path)
	if err != nil {
		return 0, err
	}
	said, signed, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(said, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, fmt.Errorf("the proof begins with %q", lines[0])
	}
	if strings.HasPrefix(lines[1], "extra ") {
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return 0, err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, err
		}
		proof = append(proof, hash)
	}
	tree, err := head([]byte(signed), verifiers)
	if err != nil {
		return 0, err
	}
	opened, err := note.Open([]byte(signed), verifiers)
	if err != nil || len(opened.Sigs) != 2 {
		return 0, fmt.Errorf("the proof's head bears %d signatures that verify, not the author's and the partner's: %v", len(opened.Sigs), err)
	}
	return index, tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaves[index])
}

func (f folder) verifiers() (note.Verifiers, error) {
	text, err := f.read("checkpoint")
	if err != nil {
		return nil, err
	}
	origin, _, _ := strings.Cut(string(text), "\n")
	authors, err := f.read("key")
	if err != nil {
		return nil, err
	}
	partners, err := f.read("cosigner")
	if err != nil {
		return nil, err
	}
	name, partner, _ := strings.Cut(string(partners), " ")
	author, err := newVerifier(origin, string(authors), "")
	if err != nil {
		return nil, err
	}
	cosigner, err := newVerifier(name, partner, "\xfftocsin-p256-cosignature-v1")
	return note.VerifierList(author, cosigner), err
}

// verifier is an ECDSA P-256 key: package note brings Ed25519 alone, and takes any other by this interface.
type verifier struct {
	name     string
	hash     uint32
	key      *ecdsa.PublicKey
	isStamps bool
}

func newVerifier(name, spki, kind string) (*verifier, error) {
	der, err := base64.StdEncoding.DecodeString(spki)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	identity := der
	if kind != "" {
		identity = []byte(name + "\n" + kind + string(der))
	}
	digest := sha256.Sum256(identity)
	return &verifier{name, binary.BigEndian.Uint32(digest[:]), key.(*ecdsa.PublicKey), kind != ""}, nil
}

func (v *verifier) Name() string    { return v.name }
func (v *verifier) KeyHash() uint32 { return v.hash }

func (v *verifier) Verify(message, signature []byte) bool {
	if v.isStamps {
		if len(signature) < 8 {
			return false
		}
		message = []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), message))
		signature = signature[8:]
	}
	digest := sha256.Sum256(message)
	return ecdsa.VerifyASN1(v.key, digest[:], signature)
}
