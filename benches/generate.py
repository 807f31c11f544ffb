#!/usr/bin/env python3
"""Writes the inputs of commands.sh: folders of manifests, repositories, and tables of suppliers. The same seed gives the same bytes."""

import csv
import pathlib
import random
import subprocess
import sys

PLACES = [
    ("CN", "Jiangsu", "Suzhou", "No. {n} Xinghu Road", "215021"),
    ("CN", "Zhejiang", "Ningbo", "{n} Zhongshan East Road, Haishu District", "315000"),
    ("CN", "Guangdong", "Shenzhen", "Building {n}, Nanshan Science Park", "518057"),
    ("CN", "Shanghai", "Shanghai", "{n} Wulumuqi North Road", "200040"),
    ("CN", "广东省", "深圳市", "南山区科技园{n}号", "518057"),
    ("CN", "山东省", "青岛市", "市北区新疆路{n}号", "266011"),
    ("VN", "Bac Ninh", "Tu Son", "Lot {n}, VSIP Industrial Park", "220000"),
    ("DE", "Bavaria", "Munich", "Werkstrasse {n}", "80331"),
    ("US", "Utah", "Salt Lake City", "{n} Main Street", "84101"),
    ("IN", "Bihar", "Patna", "{n} Station Road", "841301"),
]
EXPOSED = ("CN", "Xinjiang", "Shihezi", "No. {n} Beisi Road", "832000")
LISTED = ["Hoshine Silicon Industry Co., Ltd.", "Xinjiang Zhonghe Co., Ltd.", "Anhui Xinya New Materials Co., Ltd."]
FIRST = "Golden Bright Harbour Jade River Silver Orchid Pine Summit Delta Falcon Lotus Amber North Cedar Hengli Jinda Ruifeng Tongda Yongxing Baolin Dongsheng Mingyang Kaida Shunfa".split()
SECOND = "Star Peak Field Stone Bridge Light Wave Crown Ridge Gate Feng Hua Xin Tai Sheng Long Chang Hong Yuan Da".split()
TRADE = "Textile Electronics Plastics Metal Chemical Packaging Furniture Optical Machinery Food".split()
FORM = ["Co., Ltd.", "Company Limited", "GmbH", "JSC", "Inc.", "Pvt Ltd", "Group Co., Ltd."]


def supplier(rng, number):
    """One row: name, address, city, province, postcode, country, product."""
    name = f"{rng.choice(FIRST)} {rng.choice(SECOND)}{rng.choice(SECOND).lower()} {rng.choice(TRADE)} {rng.choice(FORM)}"
    place = PLACES[rng.randrange(len(PLACES))]
    if number % 50_021 == 7:
        place = EXPOSED
    if number % 100_003 == 11:
        name = rng.choice(LISTED)
    country, province, city, address, postcode = place
    return [name, address.format(n=rng.randrange(1, 900)), city, province, postcode, country, rng.choice(TRADE)]


def table(path, rows, rng):
    with open(path, "w", encoding="utf-8", newline="") as out:
        write = csv.writer(out)
        write.writerow(["Supplier Name", "Address", "City", "Province", "Postal Code", "Country", "Product"])
        for number in range(rows):
            write.writerow(supplier(rng, number))


def manifests(folder, count, rng):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        lines = ["[manifest]", "schema = 1", f'name = "Product {number}"', ""]
        for part in range(8):
            name, address, city, province, postcode, country, product = supplier(rng, number * 8 + part + 1000)
            key = f"p{number}-{part}"
            lines += [
                "[[party]]", f'id = "{key}"', f'name = "{name}"', f'country = "{country}"', "",
                "[[site]]", f'id = "{key}-site"', f'party = "{key}"', f'address = "{address}"', f'city = "{city}"',
                f'province = "{province}"', f'postcode = "{postcode}"', f'country = "{country}"', "",
                "[[item]]", f'id = "{key}-item"', f'name = "{product}"', f'made_at = "{key}-site"', "",
            ]
            if part:
                lines += ["[[supply]]", f'from = "{key}-site"', f'to = "p{number}-{part - 1}-site"',
                          f'item = "{key}-item"', f"tier = {part}", ""]
        (folder / f"product-{number:04}.sourcing.toml").write_text("\n".join(lines), encoding="utf-8")


def repository(folder, other, rng):
    """A repository of two commits: manifests and other files, and then one manifest with another supplier."""
    manifests(folder / "sourcing", 300 if other else 500, rng)
    for number in range(other):
        place = folder / f"src/{number % 100:02}/{number % 1000:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"module_{number}.{('py', 'md', 'json', 'txt')[number % 4]}").write_text(f"{number}\n" * 20)

    def git(*arguments):
        who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0"]
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "base")
    git("branch", "base")
    changed = folder / "sourcing" / "product-0007.sourcing.toml"
    changed.write_text(changed.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    git("commit", "-q", "-a", "-m", "head")
    # As in a fresh clone: objects in one pack.
    git("repack", "-q", "-a", "-d")


def main():
    target = pathlib.Path(sys.argv[1])
    rng = random.Random(20261124)
    target.mkdir(parents=True, exist_ok=True)
    manifests(target / "small", 10, rng)
    manifests(target / "large", 500, rng)
    repository(target / "both", 0, random.Random(1))
    repository(target / "wide", 20_000, random.Random(2))
    (target / "table").mkdir(exist_ok=True)
    table(target / "table" / "suppliers.csv", int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000, rng)
    with open(target / "names.txt", "w", encoding="utf-8") as out:
        for number in range(200_000):
            out.write(supplier(rng, number)[0] + "\n")


if __name__ == "__main__":
    main()
